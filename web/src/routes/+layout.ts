import { moreWords, startLanguage } from '#lib/kit/i18n.svelte.ts';
import { later } from '#lib/kit/later.ts';
import { OTHER_PAGES } from '#lib/kit/pages.ts';
import type { LayoutLoad } from './$types';

export const ssr = false;
export const prerender = false;

export const load: LayoutLoad = async ({ route }) => {
  await startLanguage();
  if (route.id?.startsWith('/(watch)')) return;
  const words = () => moreWords('daily', ...(OTHER_PAGES.includes(route.id?.split('/')[1] ?? '') ? (['other'] as const) : []));
  // Without a line the page that does not come says so; without words it could not, and the browser would in its place.
  await (navigator.onLine ? later(words) : words().catch(() => undefined));
};
