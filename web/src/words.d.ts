type Words = Partial<Record<keyof typeof import('../../src/vitrina/locales/es.json'), string | { one: string; other: string }>>;

declare module '*.json?first' {
  const words: Words;
  export default words;
}
declare module '*.json?daily' {
  const words: Words;
  export default words;
}
declare module '*.json?other' {
  const words: Words;
  export default words;
}
