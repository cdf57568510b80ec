import { useTranslations } from 'next-intl';

/** Links to the page with the e-mails of the demonstration. */
export function MailsLink() {
  const t = useTranslations('mails');
  return (
    <a href="/mails" className="link">
      {t('link')}
    </a>
  );
}
