import { describe, expect, it } from 'vitest';
import { readScreen, wantedBy } from '../../source/edges/ssh/password-dialog.ts';

describe('what a server asks that wants a new password', () => {
  it.each([
    ['Current password:', 'current'],
    ['(current) UNIX password:', 'current'],
    ['Old Password:', 'current'],
    ['Password:', 'current'],
    ['New password:', 'new'],
    ['Enter new UNIX password:', 'new'],
    ['Retype new password:', 'repeat'],
    ['Retype new UNIX password:', 'repeat'],
    ['Re-enter new password:', 'repeat'],
    ['Your pet?', 'other'],
  ])('%s', (question, wanted) => {
    expect(wantedBy(question)).toBe(wanted);
  });

  it('is told from what it says before', () => {
    expect(
      readScreen(
        'WARNING: expired.\r\n\r\nBAD PASSWORD: too \x1b[1mshort\x1b[0m\r\nNew password: ',
      ),
    ).toEqual({
      said: ['WARNING: expired.', 'BAD PASSWORD: too short'],
      question: 'New password:',
    });
  });

  it('is not there yet while a line is going on', () => {
    expect(readScreen('passwd: password updated')).toEqual({
      said: ['passwd: password updated'],
      question: '',
    });
    expect(readScreen('New password:\r\n').question).toBe('');
  });
});
