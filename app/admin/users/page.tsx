import { getTranslations } from 'next-intl/server';
import { PeopleIcon } from '../../ui/icons';

/** Shows, beside the list of people, what to do while no record is open. */
export default async function UsersPage() {
  const t = await getTranslations('admin.users');
  return (
    <div className="flex min-h-96 flex-col items-center justify-center gap-3 text-center text-soft">
      <span className="flex size-16 items-center justify-center rounded-full bg-sunk">
        <PeopleIcon size={28} />
      </span>
      <h2 className="font-display text-ink text-title">{t('choose')}</h2>
      <p className="max-w-72">{t('chooseText')}</p>
    </div>
  );
}
