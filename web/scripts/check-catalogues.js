/**
 * Three languages, one set of keys: equal keys and parameters, every used key exists, none is unused.
 * A key counts as used where it stands quoted in the source; `a.${x}` uses all of `a.`.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const WEB = join(dirname(fileURLToPath(import.meta.url)), '..');
const LOCALES = join(WEB, '..', 'src', 'vitrina', 'locales');
const LANGUAGES = ['es', 'pt', 'en'];
const catalogues = Object.fromEntries(
  LANGUAGES.map((language) => [language, JSON.parse(readFileSync(join(LOCALES, `${language}.json`), 'utf8'))])
);

function files(folder, endings) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
}

const texts = (message) => (typeof message === 'string' ? [message] : Object.values(message));
const params = (message) => [...new Set(texts(message).flatMap((text) => text.match(/\{\w+\}/g) ?? []))].sort().join();

const faults = [];
const keys = Object.keys(catalogues.es);
for (const language of LANGUAGES) {
  const own = catalogues[language];
  for (const key of keys) {
    if (!(key in own)) faults.push(`${language}.json lacks ${key}`);
    else if (params(own[key]) !== params(catalogues.es[key])) faults.push(`${language}.json: other parameters in ${key}`);
    else if (typeof own[key] !== typeof catalogues.es[key]) faults.push(`${language}.json: other plural forms in ${key}`);
    else if (texts(own[key]).some((text) => !text.trim())) faults.push(`${language}.json: ${key} is empty`);
  }
  for (const key of Object.keys(own)) if (!(key in catalogues.es)) faults.push(`es.json lacks ${key} of ${language}.json`);
}

const web = files(join(WEB, 'src'), ['.svelte', '.ts']).join('\n');
const quoted = new Set([...web.matchAll(/['"`]([a-z][a-z_]*(?:\.[\w-]+)+)['"`]/g)].map((match) => match[1]));
const prefixes = [...web.matchAll(/[`"']([a-z][a-z_]*\.(?:[\w.-]*))(?:\$\{|\{)/g)].map((match) => match[1]);

for (const [, key] of web.matchAll(/\bt\(\s*'([^']+)'/g)) if (!(key in catalogues.es)) faults.push(`es.json lacks ${key}`);
for (const key of keys) {
  if (!quoted.has(key) && !prefixes.some((prefix) => key.startsWith(prefix))) faults.push(`nobody says ${key}`);
}

if (faults.length) {
  console.error(faults.join('\n'));
  process.exit(1);
}
console.log(`${keys.length} messages in ${LANGUAGES.join(', ')}: complete`);
