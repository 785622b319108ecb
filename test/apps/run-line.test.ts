import { describe, expect, it } from 'vitest';
import type { Answers } from '../../source/answers/answers.ts';
import { answersFrom } from '../../source/apps/compose.ts';
import { image } from '../../source/apps/image.ts';
import { normaliseRunLine, readRunLine } from '../../source/apps/run-line.ts';
import { Facts, query } from '../../source/facts/facts.ts';
import { nextMove } from '../../source/interview.ts';
import { accept } from '../../source/questions/accept.ts';
import { suggestionOf, textOf } from '../../source/questions/question.ts';
import { script } from '../../source/script.ts';

function project(line: string) {
  const read = readRunLine(line);
  if (typeof read === 'string') throw new Error(read);
  return read;
}

const SINATRA =
  'docker run -d -w /home/sinatra -e RACK_ENV -p 10001:4567 aws_activate/sinatra:v1.1 ./run_app.sh';

describe('a line that starts a container', () => {
  it('is answers to our own questions', () => {
    const { web, variables, leftOut } = project(SINATRA);
    expect([web.image, variables, leftOut]).toEqual([
      'aws_activate/sinatra:v1.1',
      ['RACK_ENV'],
      [],
    ]);
    expect(answersFrom(project(SINATRA), 'sinatra')).toEqual({
      'image.port': '4567',
      'image.workdir': '/home/sinatra',
      'image.command': './run_app.sh',
    });
  });

  it('has all that we can give to a container', () => {
    const line =
      'docker container run -itd --rm --name=x --restart always -u 1000:1000 -m 1g --cpus 1.5 --cap-drop=ALL --cap-add NET_ADMIN --device /dev/ttyUSB0 --gpus all --entrypoint /start -v data:/data -v /srv/x/:/x:ro --mount type=bind,source=/srv/y,target=/y,readonly -p80:8080 -p 2222:22 a/b:1 serve --title "My page"';
    expect(answersFrom(project(line), 'app')).toEqual({
      'image.port': '8080',
      'image.folders': 'data:/data\n/srv/x/:/x:ro\n/srv/y:/y:ro',
      'image.ports': '2222:22',
      'image.command': "serve --title 'My page'",
      'image.entrypoint': '/start',
      'image.user': '1000:1000',
      'image.memory': '1024',
      'image.cpus': '1.5',
      'image.capabilities': 'NET_ADMIN',
      'image.dropped': 'ALL',
      'image.devices': '/dev/ttyUSB0:/dev/ttyUSB0',
      'image.gpus': true,
    });
    expect(project(line).leftOut).toEqual([]);
  });

  it('names what can not be taken over', () => {
    const line =
      'docker run --privileged --network host --env-file ./env.list -v ./code:/app -p 9000-9010:9000-9010 a/b';
    expect(project(line).leftOut).toEqual([
      ...['--privileged', '--network', '--env-file'],
      'the folder ./code (/app): it is on this computer, not on the server',
      'the port 9000-9010:9000-9010',
    ]);
  });

  it.each([
    ['docker run -d', 'The image is missing at its end.'],
    ['docker run --frobnicate x a/b', 'setup-server does not know --frobnicate. Leave it out.'],
    ['docker run -v $PWD:/app a/b', /^Nothing is filled in for \$ here/],
    ['docker run a/b | tee log', /^No shell reads this/],
    ['docker run --name "x a/b', 'A quote is not closed: "'],
  ])('%s is refused', (line, why) => {
    const problem = readRunLine(line);
    expect(problem).toEqual(typeof why === 'string' ? why : expect.stringMatching(why));
  });
});

describe('a line as it is pasted', () => {
  it.each([
    // As the guide has it, and as a website makes of it.
    [
      'docker run -d -w /home/sinatra –e “RACK_ENV=test” -p 10001:4567 aws_activate/sinatra:v1.1 ./run_app.sh',
      SINATRA,
    ],
    ['$ sudo docker run —name x a/b', 'docker run --name x a/b'],
    ['docker run -d \\   -p 80 \\  a/b', 'docker run -d -p 80 a/b'],
  ])('%s means what was meant', (typed, meant) => {
    expect(normaliseRunLine(typed)).toBe(meant);
  });

  it.each([
    'docker run -e KEY=hush a/b',
    'docker run -e "KEY=hush hush" a/b',
    "docker run -eKEY='hush' a/b",
    'docker run --env=KEY=hush a/b',
    'docker run -de KEY=hush a/b',
    'docker run -dite "KEY=hush hush" -p 80:80 a/b',
    'docker run -dePKEY=hush a/b',
    'docker run -e=KEY=hush a/b',
    'docker run -de KEY=hush -v $PWD:/x a/b',
    'docker run --env KEY=hush -v $PWD:/x a/b',
    'docker run -e "KEY=hush hush" -v $PWD:/x a/b',
    "docker run -e KEY='hush",
  ])('%s keeps no value of a variable', (typed) => {
    expect(normaliseRunLine(typed)).toContain('KEY');
    expect(normaliseRunLine(typed)).not.toContain('hush');
  });
});

describe('the questions, where such a line was given for the image', () => {
  const reference = image.questions.find(({ id }) => id === 'image.reference');
  const answers: Answers = { app: 'image', install: 'sinatra', 'image.reference': SINATRA };
  const asked = { answers, confirmed: ['app', 'install', 'image.reference'] };
  const manifest = query('manifest', '', 'aws_activate/sinatra:v1.1');

  it('look at its image', () => {
    const typed = `${SINATRA} `;
    expect(reference && accept(reference, typed, {}, new Facts())).toEqual({ value: SINATRA });
    expect(nextMove(script, { ...asked, facts: new Facts() })).toEqual({
      move: 'look',
      queries: [manifest],
    });
  });

  it('ask for a login where that is hidden, and for the values of variables', () => {
    const facts = new Facts([{ query: manifest, value: { is: 'hidden' } }]);
    const move = nextMove(script, { ...asked, facts });
    expect(move).toMatchObject({ move: 'ask', questions: [{ id: 'registry.user' }] });
    const env = image.questions.find(({ id }) => id === 'image.env');
    expect(textOf(env?.hint ?? '', answers, facts)).toContain('Your line names RACK_ENV: give');
    const port = image.questions.find(({ id }) => id === 'image.port');
    expect(port && suggestionOf(port, answers, facts)).toBe('4567');
  });

  it('make the container that it would make', () => {
    const { container } = image.recipe({
      answers: { ...answers, 'image.command': './run_app.sh', 'image.workdir': '/home/sinatra' },
      ...{ facts: new Facts(), host: 'h', install: 'sinatra', hostname: 's.example.org' },
    });
    expect(container).toMatchObject({
      ...{ image: 'aws_activate/sinatra:v1.1', workdir: '/home/sinatra' },
      command: ['./run_app.sh'],
    });
    expect(image.called?.(answers)).toBe('aws_activate/sinatra:v1.1');
  });
});
