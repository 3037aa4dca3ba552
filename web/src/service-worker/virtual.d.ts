declare module 'virtual:shell-files' {
  type Files = string[];
  /** Without them nothing starts. */
  export const first: Files;
  /** What people use who watch and buy; the desks of shops and operators are kept once they were used. */
  export const daily: Files;
  /** The words of each language. */
  export const words: Record<string, Files>;
}
