import { getTranslations } from 'next-intl/server';
import { NoticePage } from './ui/notice-page';

/** Shows that a page does not exist. */
export default async function NotFound() {
  const t = await getTranslations('notFound');
  return (
    <NoticePage title={t('title')} text={t('text')}>
      <a href="/" className="button button-primary">
        {t('home')}
      </a>
    </NoticePage>
  );
}
