import { describe, expect, it } from 'vitest';
import { dockerfileDeclarations } from '../../source/facts/docker/dockerfile.ts';

const declares = (...lines: string[]) => dockerfileDeclarations(lines.join('\n'));

describe('what a Dockerfile declares', () => {
  it('is read in every way in which it may be written', () => {
    expect(
      declares(
        'FROM ruby:3.3',
        '# EXPOSE 1',
        'expose 4567 53/udp',
        'EXPOSE \\',
        '  8080',
        'VOLUME ["/data", "/logs"]',
        'VOLUME /more /and',
        'ENV RACK_ENV=production PORT=4567',
        'ENV GREETING hello you',
        'USER app',
        'WORKDIR /home/sinatra',
        'CMD ["./run_app.sh"]',
      ),
    ).toEqual({
      ports: ['4567/tcp', '53/udp', '8080/tcp'],
      volumes: ['/data', '/logs', '/more', '/and'],
      user: 'app',
      workdir: '/home/sinatra',
      healthcheck: null,
      env: ['RACK_ENV', 'PORT', 'GREETING'],
    });
  });

  it('is that of the last stage, without what a variable decides', () => {
    expect(
      declares('FROM a AS build', 'EXPOSE 1', 'FROM b', 'EXPOSE $PORT 80', 'WORKDIR app'),
    ).toMatchObject({ ports: ['80/tcp'], workdir: '' });
  });

  it('is nothing where there is nothing', () => {
    expect(declares('')).toMatchObject({ ports: [], volumes: [] });
  });
});
