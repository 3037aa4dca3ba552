import adapter from '@sveltejs/adapter-static';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig, type Plugin } from 'vite';

declare const process: { env: Record<string, string | undefined> };

const out = process.env.VITRINA_WEB_OUT ?? 'build';
const api = process.env.VITRINA_API ?? 'http://127.0.0.1:8000';

const FIRST_PARTS = 'AppSheets|Avatar|Badge|BottomBar|Button|ErrorState|IconButton|Price|Sheet|Skeleton|Spinner|Thumb|Toasts|TopBar';
const FIRST_ICONS =
  'arrow-left|bookmark|chevron-down|chevron-up|cloud-off|forward|heart|house|message-circle|play|plus|search|shopping-bag|shopping-cart|store|triangle-alert|user-round|volume-2|volume-x|x';
const FIRST = [
  /src\/lib\/(api|kit|state|feed)\//,
  /src\/lib\/(shop\/(CartButton|cart)\.svelte|media\/saving\.)/,
  new RegExp(`src/lib/ui/(${FIRST_PARTS})\\.svelte`),
  new RegExp(`@lucide/svelte/dist/(icons/(${FIRST_ICONS})\\.|Icon\\.|context|defaultAttributes|utils/)`)
];
const FIRST_WORDS =
  /^((nav|problem|price|feed)\..*|action\.(close|retry)|product\.(sold_out|title)|(cart|checkout|sign_in)\.title|cart\.open.*|sign_in\.enter)$/;

/** `es.json?first` has the words of the first screen, `es.json?rest` all others. */
const splitCatalogues: Plugin = {
  name: 'split-catalogues',
  enforce: 'pre',
  async load(id: string) {
    const [path = '', part] = id.split('?');
    if (!path.endsWith('.json') || (part !== 'first' && part !== 'rest')) return null;
    const words = Object.entries(JSON.parse(await this.fs.readFile(path, { encoding: 'utf8' })) as Record<string, unknown>);
    const wanted = Object.fromEntries(words.filter(([key]) => FIRST_WORDS.test(key) === (part === 'first')));
    // As a string for JSON.parse: browsers read it faster than an object of the same size.
    return { code: `export default JSON.parse(${JSON.stringify(JSON.stringify(wanted))})`, moduleType: 'js' };
  }
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
 * Kit reads the data of server-side `load` functions and keeps the state of a page with devalue. This app has no such
 * data, and its states are plain JSON.
 */
const withoutServerData: Plugin = {
  name: 'without-server-data',
  enforce: 'pre',
  applyToEnvironment: (environment) => environment.name === 'client',
  resolveId: (id: string) => (id === 'devalue' ? '\0plain-json' : null),
  load(id: string) {
    if (id !== '\0plain-json') return null;
    return `
      const refuse = () => { throw new Error('this app has no server data') };
      export const stringify = (value) => JSON.stringify(value), parse = (text) => JSON.parse(text);
      export { refuse as stringifyAsync, refuse as unflatten, refuse as uneval };`;
  }
};

const isOfFirstScreen = (id: string): boolean =>
  !/ClipProducts|FeedEnd|feed\/share|pictures\.ts|kit\/(draft|endless|loaded|time)\.|locales/.test(id) && FIRST.some((part) => part.test(id.replaceAll('\\', '/')));

export default defineConfig({
  plugins: [splitCatalogues, withoutInlineStyle, withoutServerData, sveltekit({ adapter: adapter({ pages: out, assets: out, fallback: '200.html', precompress: true }) })],
  build: {
    target: ['es2022', 'safari16.4'],
    rolldownOptions: {
      output: {
        // What the first screen needs is one file; fifty of a few hundred bytes would cost more.
        codeSplitting: { groups: [{ name: 'first', test: isOfFirstScreen }] }
      }
    }
  },
  server: {
    fs: { allow: ['..'] },
    proxy: { '/api': api, '/media': api }
  }
});
