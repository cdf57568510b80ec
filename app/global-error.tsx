'use client';

/**
 * Shown when the frame of all pages fails, which has the language, the texts and the styles; so this page has its own.
 * Next's own one is larger, and would be in every page.
 */
export default function GlobalError() {
  return (
    <html lang="en">
      <body style={{ font: '1rem/1.5 system-ui', maxWidth: '30rem', margin: '4rem auto', padding: '0 1rem' }}>
        <h1>Quad</h1>
        <p>Something failed, and the page cannot be shown. Reload it, or try again later.</p>
        <p lang="pt">Algo falhou e a página não pode ser mostrada. Recarregue-a ou tente mais tarde.</p>
        <button type="button" onClick={() => location.reload()}>
          ⟳ Quad
        </button>
      </body>
    </html>
  );
}
