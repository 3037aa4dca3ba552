/** Of Node, what the build uses; its own types would be a package more. */
declare module 'node:fs' {
  export const existsSync: (path: string) => boolean;
  export const readFileSync: (path: string, encoding: 'utf8') => string;
  export const readdirSync: (path: string, options: { recursive: true; encoding: 'utf8' }) => string[];
  export const statSync: (path: string) => { isFile(): boolean };
}
declare module 'node:path' {
  export const dirname: (path: string) => string;
  export const join: (...parts: string[]) => string;
}
declare module 'node:url' {
  export const fileURLToPath: (url: URL) => string;
}
