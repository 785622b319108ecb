import { TerminalLines } from '../../source/output/terminal-lines.ts';

const lines = new TerminalLines({
  input: process.stdin,
  output: process.stdout,
  interrupt: () => process.exit(130),
});
const secret = await lines.ask('Password: ', { secret: true });
const name = await lines.ask('Name: ');
lines.say(`${secret?.length} characters for ${name}`);
