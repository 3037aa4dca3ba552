/** What is on screen: where it is, whose it is, which file draws it, and the call that brought it. */
export type Area = { selector: string; module: string; file: string; call?: RegExp };

const PAGE = /^\/(?!api\/)/;

export const AREAS: Area[] = [
  { selector: 'main.feed', module: 'feed', file: 'lib/feed/Feed.svelte', call: /^\/api\/v1\/feed|^\/(\?|$)/ },
  { selector: 'main.feed article:not([inert]) .chip', module: 'catalogue', file: 'lib/feed/ProductChip.svelte' },
  { selector: 'main.feed article:not([inert]) .rail', module: 'social', file: 'lib/feed/Rail.svelte' },
  { selector: 'main.feed article:not([inert]) .caption', module: 'videos', file: 'lib/feed/Caption.svelte' },
  { selector: 'main.feed article:not([inert]) .progress', module: 'media', file: 'lib/feed/Progress.svelte' },
  { selector: 'nav.bar', module: 'notifications', file: 'lib/ui/BottomBar.svelte', call: /\/me\/notices/ },
  { selector: 'main .questions', module: 'reviews', file: 'lib/reviews/Questions.svelte', call: /\/questions/ },
  { selector: 'main .shelves', module: 'storefront', file: 'lib/search/Products.svelte', call: /\/(search|products)\b/ },
  { selector: 'main.page', module: 'pages', file: 'routes', call: PAGE }
];
