import { moreWords, startLanguage } from '#lib/kit/i18n.svelte.ts';
import { OTHER_PAGES } from '#lib/kit/pages.ts';
import type { LayoutLoad } from './$types';

export const ssr = false;
export const prerender = false;

export const load: LayoutLoad = async ({ route }) => {
  await startLanguage();
  if (!route.id?.startsWith('/(watch)')) await moreWords('daily', ...(OTHER_PAGES.includes(route.id?.split('/')[1] ?? '') ? (['other'] as const) : []));
};
