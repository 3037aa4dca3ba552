import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { OTHER_PAGES } from '../src/lib/kit/pages.ts';

const SRC = fileURLToPath(new URL('../src', import.meta.url));
const LOCALES = fileURLToPath(new URL('../../src/vitrina/locales', import.meta.url));
const LANGUAGES = ['es', 'pt', 'en'];
const PARTS = ['first', 'daily', 'other'] as const;
type Part = (typeof PARTS)[number];
type Words = Record<string, unknown>;

const FIRST_WORDS =
  /^((nav|problem|price|feed)\..*|action\.(close|retry)|product\.(sold_out|title)|(cart|checkout|sign_in)\.title|cart\.open.*|sign_in\.enter)$/;
const OTHER = new RegExp(`routes/(${OTHER_PAGES.join('|')})/`);
/** As scripts/check-catalogues.js finds them, which tells of every word that nobody says so. */
const QUOTED = /['"`]([a-z][a-z_]*(?:\.[\w-]+)+)['"`]/g;
const BEGUN = /[`"']([a-z][a-z_]*\.(?:[\w.-]*))(?:\$\{|\{)/g;
const IMPORTED = /(?:from|import)\s*\(?\s*['"](#lib\/|\.\.?\/)([^'"]+)['"]/g;
const ENDINGS = ['', '.ts', '.svelte', '.svelte.ts', '/index.ts'];

/**
 * A catalogue in three parts: `es.json?first` has the words of the first screen, `es.json?daily` those of all other
 * pages for looking and buying and of what these open, `es.json?other` all that is left.
 */
export const splitCatalogues: Plugin = {
  name: 'split-catalogues',
  enforce: 'pre',
  buildStart: () => void (partOf = null),
  load(id: string) {
    const [path = '', part] = id.split('?');
    if (!path.endsWith('.json') || !PARTS.includes(part as Part)) return null;
    // As a string for JSON.parse: browsers read it faster than an object of the same size.
    return { code: `export default JSON.parse(${JSON.stringify(JSON.stringify(wordsOf(path, part as Part)))})`, moduleType: 'js' };
  },
  /** The server writes the first words into its pages: nobody waits for them. */
  generateBundle() {
    if (this.environment.name !== 'client') return;
    const first = LANGUAGES.map((language) => [language, wordsOf(join(LOCALES, `${language}.json`), 'first')]);
    this.emitFile({ type: 'asset', fileName: '_app/words.json', source: JSON.stringify(Object.fromEntries(first)) });
  }
};

let partOf: ((key: string) => Part) | null = null;

function wordsOf(path: string, part: Part): Words {
  partOf ??= sorter();
  const words = Object.entries(JSON.parse(readFileSync(path, 'utf8')) as Words);
  return Object.fromEntries(words.filter(([key]) => partOf!(key) === part));
}

function sorter(): (key: string) => Part {
  const daily = sourcesOf(routes().filter((path) => !OTHER.test(path))).join('\n');
  const quoted = new Set([...daily.matchAll(QUOTED)].map((found) => found[1]));
  const begun = [...daily.matchAll(BEGUN)].map((found) => found[1]!);
  return (key) => {
    if (FIRST_WORDS.test(key)) return 'first';
    return quoted.has(key) || begun.some((start) => key.startsWith(start)) ? 'daily' : 'other';
  };
}

const routes = (): string[] =>
  readdirSync(join(SRC, 'routes'), { recursive: true, encoding: 'utf8' })
    .map((name) => join(SRC, 'routes', name).replaceAll('\\', '/'))
    .filter((path) => /\/\+[\w.]+$/.test(path));

/** The text of files, and of all that they import, at once or later. */
function sourcesOf(paths: string[]): string[] {
  const texts = new Map<string, string>();
  for (let path = paths.pop(); path; path = paths.pop()) {
    if (texts.has(path)) continue;
    const text = readFileSync(path, 'utf8');
    texts.set(path, text);
    for (const [, where, name] of text.matchAll(IMPORTED)) {
      const wanted = where === '#lib/' ? join(SRC, 'lib', name!) : join(dirname(path), where!, name!);
      const found = ENDINGS.map((ending) => wanted + ending).find((one) => existsSync(one) && statSync(one).isFile());
      if (found && /\.(ts|svelte)$/.test(found)) paths.push(found);
    }
  }
  return [...texts.values()];
}
