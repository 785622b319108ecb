type TarStream = typeof import('tar-stream');

/** The library, once it is used. In a bundle, a CommonJS package that is loaded so has its default export only. */
export async function tarStream(): Promise<TarStream> {
  const loaded = (await import('tar-stream')) as unknown as { readonly default: TarStream };
  return loaded.default;
}
