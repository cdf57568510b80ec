/** The languages of the words around a message. */
type Language = 'en' | 'pt' | 'ar';

interface Words {
  message: string;
  mention: string;
  reply: string;
  nearby: string;
  photo: string;
  file: string;
  answer: string;
  read: string;
  mute: string;
  test: string;
}

/** The words of notifications. They are sent with the notification, because some browsers show it without our code. */
const WORDS: Record<Language, Words> = {
  en: {
    message: 'New message',
    mention: 'Mentioned you',
    reply: 'Replied to you',
    nearby: 'Nearby',
    photo: 'Photo',
    file: 'File',
    answer: 'Answer',
    read: 'Mark as read',
    mute: 'Mute for an hour',
    test: 'Notifications work on this device.',
  },
  pt: {
    message: 'Nova mensagem',
    mention: 'Menciona-o',
    reply: 'Responde-lhe',
    nearby: 'Por perto',
    photo: 'Fotografia',
    file: 'Ficheiro',
    answer: 'Responder',
    read: 'Marcar como lida',
    mute: 'Silenciar por uma hora',
    test: 'As notificações funcionam neste dispositivo.',
  },
  ar: {
    message: 'رسالة جديدة',
    mention: 'يذكرك',
    reply: 'ردّ عليك',
    nearby: 'في الجوار',
    photo: 'صورة',
    file: 'ملف',
    answer: 'رد',
    read: 'وضع علامة مقروءة',
    mute: 'كتم لمدة ساعة',
    test: 'الإشعارات تعمل على هذا الجهاز.',
  },
};

/** Returns the words of a language; English ones for an unknown language. */
export const wordsOf = (language: string): Words => WORDS[language as Language] ?? WORDS.en;
