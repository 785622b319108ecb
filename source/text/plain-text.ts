/** OSC, DCS, SOS, PM and APC with their end; without it only the introducer goes, so that nothing is hidden. */
const STRINGS =
  /(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x00-\x08\x0a-\x1f\x80-\x9f]*(?:\x07|\x1b\\|\x9c)/g;
const CSI = /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]/g;
const ESCAPES = /\x1b[ -/]*[0-~]?/g;
const CONTROLS = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;
/** They make a text read as another one (Unicode TR36, 3.2): embeddings, overrides, isolates. */
const BIDI = /[\u202a-\u202e\u2066-\u2069]/g;

/**
 * What others wrote (a command, a container, a certificate authority), safe to show: it can only
 * be read, and does nothing to the terminal. Escape sequences (ECMA-48) and control characters
 * go, newlines stay, a tab becomes two spaces. Of a line that was written over by carriage
 * returns the last state stays.
 */
export function stripControl(text: string): string {
  return text
    .replace(STRINGS, '')
    .replace(CSI, '')
    .replace(ESCAPES, '')
    .split('\n')
    .map(lastState)
    .join('\n')
    .replaceAll('\t', '  ')
    .replace(/[\u2028\u2029]/g, '\n')
    .replace(CONTROLS, '')
    .replace(BIDI, '');
}

function lastState(line: string): string {
  let end = line.length;
  while (line[end - 1] === '\r') end -= 1;
  return line.slice(line.lastIndexOf('\r', end - 1) + 1, end);
}
