import type { Message } from '#lib/api/types.ts';
import { t } from '#lib/kit/i18n.svelte.ts';

/** A message in one line, as a list of conversations shows it. */
export function gist(message: Message): string {
  const said = message.kind === 'order' ? [told(message), message.text].filter(Boolean).join(' ') : message.text || told(message);
  return message.is_own ? t('messages.you', { text: said }) : said;
}

/** What a message says that is not words. */
export function told(message: Message): string {
  if (message.is_hidden) return t('messages.taken_down');
  if (message.happening) return t(message.kind === 'order' ? `messages.order_${message.happening as OrderHappening}` : `messages.cart_${message.happening as CartHappening}`);
  if (message.kind === 'photo') return t('messages.photo');
  return message.product?.title ?? t('messages.product');
}

type OrderHappening = Exclude<NonNullable<Message['happening']>, 'sent' | 'confirmed' | 'edited' | 'declined' | 'expired'>;
type CartHappening = 'sent' | 'confirmed' | 'edited' | 'declined' | 'expired' | 'paid';
