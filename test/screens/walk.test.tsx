import { describe, expect, test } from 'vitest';
import { FRAMES_60x20 } from './frames-60x20.ts';
import { FRAMES_80x24 } from './frames-80x24.ts';
import { WALK, walkStage } from './walk.ts';

describe.each([
  [80, 24, FRAMES_80x24],
  [60, 20, FRAMES_60x20],
])('the whole way on %i columns and %i rows', (columns, rows, frames) => {
  test('every screen is exactly as drawn', async () => {
    const staged = walkStage(columns, rows);
    for (const { name, does, until } of WALK) {
      does?.(staged);
      const frame = await staged.terminal.until(until);
      expect(frame, name).toEqual(frames[name]);
    }
    staged.terminal.send('\r');
    expect(await staged.ending).toBe('complete');
  });
});
