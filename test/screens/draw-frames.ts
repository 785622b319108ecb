import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { WALK, walkStage } from './walk.ts';

/**
 * Draws `frames-80x24.ts` or `frames-60x20.ts` anew: `npx tsx test/screens/draw-frames.ts 80 24`.
 * Read the difference before you commit it: the frames are the specification, not a by-product.
 */
const [columns, rows] = process.argv.slice(2).map(Number);
if (!columns || !rows) throw new Error('Say columns and rows: 80 24 or 60 20.');
const staged = walkStage(columns, rows);
const frames: Record<string, string[]> = {};
for (const { name, does, until } of WALK) {
  does?.(staged);
  frames[name] = await staged.terminal.until(until);
}
const literal = (text: string) => (text.includes("'") ? JSON.stringify(text) : `'${text}'`);
const entries = Object.entries(frames).map(([name, frame]) => {
  const lines = frame.map((line) => `    ${literal(line)},\n`).join('');
  return `  ${literal(name)}: [\n${lines}  ],\n`;
});
writeFileSync(
  fileURLToPath(new URL(`./frames-${columns}x${rows}.ts`, import.meta.url)),
  [
    `/** What the walk shows on ${columns} columns and ${rows} rows. */\n`,
    `export const FRAMES_${columns}x${rows}: Readonly<Record<string, readonly string[]>> = {\n`,
    ...entries,
    '};\n',
  ].join(''),
);
process.exit(0);
