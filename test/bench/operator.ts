import { type ExecaError, execa } from 'execa';
import { operatorCommand, operatorHome } from '../range/range.ts';

/** Somebody at a laptop of their own, with the key to the range's servers. */
export interface Operator {
  readonly home: string;
  /** Runs a program to its end; throws with what it said where it fails. */
  readonly run: (argv: readonly string[], env?: Record<string, string>) => Promise<Ran>;
}

export interface Ran {
  readonly seconds: number;
  readonly stdout: string;
}

export async function newOperator(folder: string): Promise<Operator> {
  const home = await operatorHome();
  return {
    home,
    async run(argv, env = {}) {
      const options = { home, cwd: folder, env };
      const command = await operatorCommand([...argv], options);
      const { file, args } = command;
      try {
        const whole = { ...withoutAnswers(process.env), ...command.env };
        const ran = await execa(file, args, { env: whole, extendEnv: false, stdin: 'ignore' });
        return { seconds: ran.durationMs / 1000, stdout: ran.stdout };
      } catch (error) {
        const { stdout, stderr, exitCode } = error as ExecaError;
        const said = `${stdout}\n${stderr}`.trim().slice(-4000);
        throw new Error(`${argv.join(' ')}: exit code ${exitCode}\n${said}`);
      }
    },
  };
}

/** The developer's own settings must not answer our questions, nor lead anybody to another engine. */
function withoutAnswers(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(SETUP_SERVER_|DOCKER_|SSH_|ANSIBLE_)/.test(name)),
  );
}
