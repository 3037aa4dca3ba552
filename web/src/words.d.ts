type Words = Partial<Record<keyof typeof import('../../src/vitrina/locales/es.json'), string | { one: string; other: string }>>;

declare module '*.json?first' {
  const words: Words;
  export default words;
}
declare module '*.json?rest' {
  const words: Words;
  export default words;
}
