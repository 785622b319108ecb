/**
 * The objects in a stream of JSON lines, as they come. Characters and lines may be cut anywhere;
 * a line that is no JSON object is left out. Throws what the stream throws.
 */
export async function* jsonLines(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Readonly<Record<string, unknown>>> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield* objectIn(line);
  }
  yield* objectIn(rest + decoder.decode());
}

function objectIn(line: string): Record<string, unknown>[] {
  try {
    const value: unknown = JSON.parse(line);
    return value !== null && typeof value === 'object' && !Array.isArray(value)
      ? [value as Record<string, unknown>]
      : [];
  } catch {
    return [];
  }
}
