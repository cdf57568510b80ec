/** The texts of the pages, in the two languages of Quad. */
export type PageTexts = typeof english;
export type Language = 'en' | 'pt';

const english = {
  server: 'Development FenixEdu server',
  notice: 'This is not the real FenixEdu. The people are samples and there are no passwords.',
  signInTo: (application: string) => `Sign in to ${application}`,
  choose: 'Choose who you want to be.',
  filter: 'Filter by name or username',
  apply: 'Filter',
  people: 'Sample people',
  nobody: 'No sample person matches this filter.',
  showAll: 'Show everyone',
  cancel: 'Cancel',
  roles: { STUDENT: 'Student', TEACHER: 'Teacher', EMPLOYEE: 'Staff', ALUMNI: 'Alumni' },
  problem: 'This request cannot be answered',
  missing: 'The application did not say who it is (client_id) or where to return to (redirect_uri).',
  unknownPerson: 'That person is not one of the sample people.',
  signedOut: 'You are signed out',
  signedOutText:
    'Nobody was signed in. You can close this page, or go back to the application by its own address.',
};

const portuguese: PageTexts = {
  server: 'Servidor FenixEdu de desenvolvimento',
  notice: 'Este não é o FenixEdu verdadeiro. As pessoas são de exemplo e não há palavras-passe.',
  signInTo: (application) => `Entrar em ${application}`,
  choose: 'Escolha quem quer ser.',
  filter: 'Filtrar por nome ou nome de utilizador',
  apply: 'Filtrar',
  people: 'Pessoas de exemplo',
  nobody: 'Nenhuma pessoa de exemplo corresponde a este filtro.',
  showAll: 'Mostrar todas',
  cancel: 'Cancelar',
  roles: { STUDENT: 'Estudante', TEACHER: 'Docente', EMPLOYEE: 'Funcionário', ALUMNI: 'Antigo aluno' },
  problem: 'Não é possível responder a este pedido',
  missing: 'A aplicação não disse quem é (client_id) ou para onde voltar (redirect_uri).',
  unknownPerson: 'Essa pessoa não é uma das pessoas de exemplo.',
  signedOut: 'Sessão terminada',
  signedOutText: 'Ninguém entrou. Pode fechar esta página, ou voltar à aplicação pelo endereço dela.',
};

/**
 * Returns the preferred of Portuguese and English in `Accept-Language` by its weights (RFC 9110, 12.5.4); English by
 * default.
 */
export function languageOf(acceptLanguage: string | undefined): Language {
  const ranked = (acceptLanguage ?? '')
    .split(',')
    .map((range) => {
      const [tag = '', ...parameters] = range.trim().toLowerCase().split(';');
      const q = parameters
        .map((each) => /^\s*q=([\d.]+)$/.exec(each)?.[1])
        .find((each) => each !== undefined);
      return { language: tag.trim().split('-')[0], weight: q === undefined ? 1 : Number(q) };
    })
    .filter(({ language, weight }) => (language === 'pt' || language === 'en') && weight > 0)
    .sort((a, b) => b.weight - a.weight);
  return ranked[0]?.language === 'pt' ? 'pt' : 'en';
}

export function textsOf(language: Language): PageTexts {
  return language === 'pt' ? portuguese : english;
}
