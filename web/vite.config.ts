import adapter from '@sveltejs/adapter-static';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig, type Plugin } from 'vite';
import { drawIcons } from './vite/icons.ts';
import { splitCatalogues } from './vite/words.ts';

declare const process: { env: Record<string, string | undefined> };

const out = process.env.VITRINA_WEB_OUT ?? 'build';
const api = process.env.VITRINA_API ?? 'http://127.0.0.1:8000';

const FIRST_PARTS = 'Avatar|Badge|BottomBar|Icon|IconButton|Price|Skeleton|Spinner|Thumb|Toasts';
const FIRST_ICONS =
  'bookmark|chevron-down|chevron-up|forward|heart|house|message-circle|play|plus|search|shopping-bag|shopping-cart|store|user-round|volume-2|volume-x';
const FIRST = [
  /src\/lib\/(api|kit|state|feed)\//,
  /src\/routes\/(\(watch\)\/)?\+(layout|page|error)\.(svelte|ts)$/,
  /^\0rolldown\/runtime/,
  /src\/lib\/(shop\/(CartButton|cart)\.svelte|media\/saving\.)/,
  new RegExp(`src/lib/ui/(${FIRST_PARTS})\\.svelte`),
  new RegExp(`@lucide/svelte/dist/icons/(${FIRST_ICONS})\\.`)
];
const STATES = /src\/lib\/ui\/(Button|EmptyState|ErrorState)\.svelte|@lucide\/svelte\/dist\/icons\/(cloud-off|triangle-alert)\./;
/** Entries: pages, and what they load later. */
const SHARED_BY = 10;
const isOurs = (id: string): boolean => /\/src\/lib\/|@lucide\/|\/svelte\/src\//.test(id.replaceAll('\\', '/')) && !WORDS.test(id);
const FORMS = /svelte\/src\/internal\/(client\/dom\/elements\/bindings\/(input|select|size|media)|shared\/clone)\./;

/** Nothing happens when they are loaded, which nobody says in Svelte's package: who needs none of them loads none. */
const withoutEffects: Plugin = {
  name: 'without-effects',
  transform: (code: string, id: string) => (FORMS.test(id) ? { code, map: null, moduleSideEffects: false } : null)
};

/** Kit hides its announcer of page titles by an inline style, which our policy refuses; app.css hides it instead. */
const withoutInlineStyle: Plugin = {
  name: 'without-inline-style',
  enforce: 'pre',
  transform(code: string, id: string) {
    if (!id.endsWith('/runtime/components/root.svelte')) return null;
    return { code: code.replace(/\sstyle="[^"]*"/, ''), map: null };
  }
};

/**
 * Kit reads the data of server-side `load` functions, replays what these fetched, and keeps the state of a page with
 * devalue. This app has no such data, and its states are plain JSON.
 */
const withoutServerData: Plugin = {
  name: 'without-server-data',
  enforce: 'pre',
  applyToEnvironment: (environment) => environment.name === 'client',
  resolveId(id: string, importer?: string) {
    if (id === 'devalue') return '\0plain-json';
    return id === './fetcher.js' && importer?.endsWith('/runtime/client/client.js') ? '\0plain-fetch' : null;
  },
  load(id: string) {
    if (id === '\0plain-fetch')
      return `
        export const initial_fetch = (what, how) => window.fetch(what, how), subsequent_fetch = (_, url, how) => window.fetch(url, how);
        export const lock_fetch = () => {}, unlock_fetch = lock_fetch, dev_fetch = initial_fetch;`;
    if (id !== '\0plain-json') return null;
    return `
      const refuse = () => { throw new Error('this app has no server data') };
      export const stringify = (value) => JSON.stringify(value), parse = (text) => JSON.parse(text);
      export { refuse as stringifyAsync, refuse as unflatten, refuse as uneval };`;
  }
};

const DESK = /src\/routes\/(admin|demo|dev|embed|lab|sell)\/|src\/routes\/studio\/(?!upload)/;
const PLAYER = /node_modules\/hls\.js\//;
const WORDS = /src\/vitrina\/locales\/(\w+)\.json\?/;
const SHELL_FILES = 'virtual:shell-files';
let shellFiles = 'export const first = [], daily = [], words = {};';

/** What the service worker keeps for the time without a network, out of what was built for the browser. */
const listShellFiles: Plugin = {
  name: 'list-shell-files',
  enforce: 'post',
  resolveId: (id: string) => (id === SHELL_FILES ? `\0${SHELL_FILES}` : null),
  load: (id: string) => (id === `\0${SHELL_FILES}` ? shellFiles : null),
  generateBundle(_, bundle) {
    if (this.environment.name !== 'client') return;
    const chunks = Object.values(bundle).filter((one) => one.type === 'chunk');
    const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
    const isNode = (name: string) => /\/nodes\//.test(name);
    /** What is loaded with a chunk, or may be later, but the pages of others and what only plays films. */
    const reach = (from: typeof chunks, isLater: boolean): Set<string> => {
      const found = new Set<string>();
      const rest = [...from];
      for (let chunk = rest.pop(); chunk; chunk = rest.pop()) {
        if (found.has(chunk.fileName) || chunk.moduleIds.some((id) => PLAYER.test(id) || WORDS.test(id))) continue;
        found.add(chunk.fileName);
        for (const css of chunk.viteMetadata?.importedCss ?? []) found.add(css);
        const later = isLater ? chunk.dynamicImports.filter((name) => !isNode(name)) : [];
        for (const name of [...chunk.imports, ...later]) rest.push(...(byName.get(name) ? [byName.get(name)!] : []));
      }
      return found;
    };
    const isFeed = (id: string) => /src\/routes\/(\+(layout|error)\.|\(watch\)\/)/.test(id);
    const entries = chunks.filter((chunk) => chunk.isEntry && (!isNode(chunk.fileName) || chunk.moduleIds.some(isFeed)));
    const nodes = chunks.filter((chunk) => isNode(chunk.fileName) && !chunk.moduleIds.some((id) => DESK.test(id)));
    const first = reach(entries, false);
    for (const name of Object.keys(bundle)) if (/latin-wght-normal.*\.woff2$/.test(name)) first.add(name);
    const words: Record<string, string[]> = {};
    for (const chunk of chunks) {
      const language = chunk.moduleIds.map((id) => WORDS.exec(id.replaceAll('\\', '/'))?.[1]).find(Boolean);
      if (language) (words[language] ??= []).push(`/${chunk.fileName}`);
    }
    const paths = (names: Iterable<string>) => JSON.stringify([...names].map((name) => `/${name}`).sort());
    const daily = [...reach(nodes, true)].filter((name) => !first.has(name));
    shellFiles = `export const first = ${paths(first)}, daily = ${paths(daily)}, words = ${JSON.stringify(words)};`;
  }
};

const isOfFirstScreen = (id: string): boolean =>
  !/ClipMenu|ClipProducts|disinterest|FeedEnd|feed\/share|pictures\.ts|kit\/(ahead|draft|endless|loaded|position|time|weight)\.|locales/.test(id) && FIRST.some((part) => part.test(id.replaceAll('\\', '/')));

export default defineConfig({
  plugins: [
    splitCatalogues,
    drawIcons,
    withoutEffects,
    withoutInlineStyle,
    withoutServerData,
    listShellFiles,
    sveltekit({
      adapter: adapter({ pages: out, assets: out, fallback: '200.html', precompress: true }),
      compilerOptions: { runes: true },
      serviceWorker: { register: false }
    })
  ],
  build: {
    target: ['es2022', 'safari16.4'],
    // Each lazy part names its styles alone. With the scripts, the list of them all is a tenth of the first screen.
    modulePreload: { resolveDependencies: (_, names, { hostType }) => names.filter((name) => hostType === 'html' || name.endsWith('.css')) }
  },
  environments: {
    client: {
      build: {
        rolldownOptions: {
          preserveEntrySignatures: 'allow-extension',
          output: {
            codeSplitting: {
              groups: [
                // Of Svelte's own, what no first screen does: forms.
                { name: 'forms', test: FORMS, priority: 2, includeDependenciesRecursively: false },
                // What the first screen needs is one file; fifty of a few hundred bytes would cost more.
                { name: 'first', test: isOfFirstScreen, priority: 1 },
                // What a page says instead of itself; a shared clip needs it before anything else of the rest.
                { name: 'states', test: STATES, priority: 1 },
                // What most pages need is one file as well: without HTTP/2 a browser fetches six at a time.
                { name: 'shared', test: isOurs, minShareCount: SHARED_BY, includeDependenciesRecursively: false }
              ]
            }
          }
        }
      }
    }
  },
  server: {
    fs: { allow: ['..'] },
    proxy: { '/api': api, '/media': api }
  }
});
