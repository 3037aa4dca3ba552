/**
 * Write src/lib/api/schema.d.ts from the API's own description: the nouns, without the paths.
 * `--check` only says whether the file is current; another path than docs/reference/openapi.json may be given.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';

const WEB = join(dirname(fileURLToPath(import.meta.url)), '..');
const TARGET = join(WEB, 'src', 'lib', 'api', 'schema.d.ts');
const paths = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const source = paths[0] ?? join(WEB, '..', 'docs', 'reference', 'openapi.json');

/** Examples are chance and would make every run another file. */
const withoutExamples = (key, value) => (key === 'example' || key === 'examples' ? undefined : value);
const document = JSON.parse(JSON.stringify(JSON.parse(readFileSync(source, 'utf8')), withoutExamples));
const nouns = { openapi: document.openapi, info: document.info, paths: {}, components: { schemas: document.components.schemas } };
const head = '/* Made by `npm run types` from docs/reference/openapi.json; do not edit. */\n\n';
const text = head + astToString(await openapiTS(nouns, { alphabetize: true, exportType: true }));

if (!process.argv.includes('--check')) writeFileSync(TARGET, text);
else if (readFileSync(TARGET, 'utf8') !== text) {
  console.error('src/lib/api/schema.d.ts is not what docs/reference/openapi.json says: npm run types');
  process.exit(1);
}
