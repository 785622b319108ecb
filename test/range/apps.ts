import { bases } from './bases.ts';
import { aptInstall, aptSetUp } from './debian.ts';
import type { Recipe } from './image.ts';
import { webRoot } from './web-root.ts';

export const allApps = [
  ...(['nginx', 'jatos', 'hello', 'expfactory', 'docassemble', 'catalogue'] as const),
  'plain' as const,
  ...(['mariadb', 'postgresql', 'redis'] as const),
];
export type App = (typeof allApps)[number];

/** What is pushed to the range's registry: a recipe, and the names it gets there. */
export type AppImage = { recipe: Recipe; references: string[] };

export async function imagesOf(app: App): Promise<AppImage[]> {
  const setUp = await aptSetUp('trixie');
  const base = await bases();
  // What setup-server itself brings along, whatever the app.
  if (app === 'nginx') return [nginx(base.nginx), node(base.node)];
  if (app === 'mariadb') return [mariadb(base.mariadb)];
  if (app === 'redis') return [redis(setUp)];
  if (app === 'postgresql') return [postgresql(setUp)];
  const { python } = base;
  switch (app) {
    case 'jatos':
      return jatos(base.jatos);
    case 'expfactory':
      return expfactory(python);
    case 'docassemble':
      return docassemble(python, await webRoot());
    case 'plain':
      return plain(python);
    case 'catalogue':
      return catalogue(python);
    default:
      return hello(python);
  }
}

/** What the stand-in for the builder finds in its library. */
export const EXPERIMENTS = ['flanker', 'n-back', 'stroop', 'tower-of-london'];

// At quay.io: the builder, and what the recipes that it writes begin with.
function expfactory(from: Recipe): AppImage[] {
  const modules = '/usr/lib/python3/dist-packages';
  const builder: Recipe = {
    name: 'app-expfactory-builder',
    folder: 'expfactory-builder',
    from,
    files: { library: `${EXPERIMENTS.join('\n')}\n` },
    lines: [
      'COPY library files/recipe-begins files/startscript.sh /',
      'COPY files/build-recipe /entrypoint.sh',
      'ENTRYPOINT ["/bin/bash", "/entrypoint.sh"]',
    ],
  };
  const base: Recipe = {
    name: 'app-expfactory-base',
    folder: 'expfactory-base',
    from,
    lines: [
      aptInstall('python3-pymysql python3-psycopg2'),
      'COPY files/git files/expfactory /usr/local/bin/',
      `COPY files/pip.py ${modules}/`,
      'COPY files/setup.py /upstream/',
      'COPY files/defaults.py files/keeper.py files/serve.py files/server.py /upstream/expfactory/',
    ],
  };
  return [
    { recipe: builder, references: ['vanessa/expfactory-builder:latest'] },
    { recipe: base, references: ['vanessa/expfactory-builder:base'] },
  ];
}

// Debian's nginx under the layout of the official image.
function nginx(from: Recipe): AppImage {
  return {
    recipe: {
      name: 'app-nginx',
      from,
      lines: [
        'RUN ln -s /bin/busybox /usr/local/bin/ps',
        'RUN rm -rf /etc/nginx/sites-* /etc/nginx/modules-enabled/* /etc/nginx/snippets /etc/nginx/conf.d/* \\',
        ' && mkdir -p /usr/share/nginx/html /var/cache/nginx && chown nginx /var/cache/nginx \\',
        " && printf '<h1>Welcome to nginx!</h1>\\n' > /usr/share/nginx/html/index.html \\",
        ' && ln -sf /dev/stdout /var/log/nginx/access.log && ln -sf /dev/stderr /var/log/nginx/error.log',
        'COPY nginx.conf /etc/nginx/nginx.conf',
        'COPY default.conf /etc/nginx/conf.d/default.conf',
        'EXPOSE 80',
        'STOPSIGNAL SIGQUIT',
        `CMD ["nginx", "-g", "daemon off;"]`,
      ],
      files: {
        'nginx.conf': [
          'user nginx;',
          'worker_processes auto;',
          'error_log /var/log/nginx/error.log notice;',
          'pid /run/nginx.pid;',
          'events { worker_connections 1024; }',
          'http {',
          '  include /etc/nginx/mime.types;',
          '  default_type application/octet-stream;',
          '  access_log /var/log/nginx/access.log;',
          '  sendfile on;',
          '  keepalive_timeout 65;',
          '  include /etc/nginx/conf.d/*.conf;',
          '}\n',
        ].join('\n'),
        'default.conf':
          'server { listen 80; server_name localhost; location / { root /usr/share/nginx/html; index index.html; } }\n',
      },
    },
    references: [
      'stable',
      'stable-alpine',
      '1.30',
      '1.30-alpine',
      '1.28',
      '1.28-alpine',
      'latest',
    ].map((tag) => `library/nginx:${tag}`),
  };
}

// Debian's Node 20 under the name of the newer official one: the least that we promise to work with.
function node(from: Recipe): AppImage {
  return {
    recipe: {
      name: 'app-node',
      from,
      // A layer of its own, so that there is something to download where the base is there already.
      lines: ['RUN install -d /opt/node', 'CMD ["node"]'],
    },
    references: ['library/node:22-alpine'],
  };
}

// 3.10.98 spoils its data, 3.10.99 leaves them alone; neither becomes ready. 3.9.7 keeps its data in the container alone, where nobody gives it a volume.
function jatos(from: Recipe): AppImage[] {
  const usable = ['3.9.7', '3.10.3', '3.10.4', '3.10.5', '3.10.6'];
  return [...usable, '3.10.98', '3.10.99'].map((version) => ({
    recipe: {
      name: `app-jatos-${version}`,
      folder: 'jatos',
      bulk: Number(process.env.BULK ?? 20),
      files: { VERSION: version },
      from,
      lines: [
        'RUN groupadd --gid 1000 jatos && useradd --uid 1000 --gid jatos --create-home --home-dir /opt/jatos jatos \\',
        ' && mkdir -p /opt/jatos_data /opt/jatos/logs /opt/jatos/conf && chown jatos:jatos /opt/jatos_data /opt/jatos/logs',
        `RUN echo 'include "application.conf"' > /opt/jatos/conf/jatos.conf`,
        'COPY --chown=1000:1000 bulk VERSION /opt/jatos/',
        'COPY --chown=1000:1000 files/ /opt/jatos/',
        'ENV JATOS_HOME=/opt/jatos JATOS_DATA=/opt/jatos_data',
        'USER jatos',
        'WORKDIR /opt/jatos',
        ...(version === '3.9.7' ? [] : ['VOLUME /opt/jatos_data']),
        'EXPOSE 9000',
        'ENTRYPOINT ["./loader.sh", "start"]',
      ],
    },
    references: [`jatos/jatos:${version}`, ...(version === '3.10.5' ? ['jatos/jatos:latest'] : [])],
  }));
}

// Its own ACME client trusts Let's Encrypt as everybody does: here, the range's.
function docassemble(from: Recipe, root: string): AppImage[] {
  const newest: Recipe = {
    name: 'app-docassemble',
    folder: 'docassemble',
    files: { 'range.crt': root },
    from,
    lines: [
      aptInstall('openssl certbot ca-certificates curl python3-ruamel.yaml'),
      'COPY range.crt /usr/local/share/ca-certificates/',
      'RUN update-ca-certificates',
      'COPY files/docassemble /usr/local/bin/',
      'EXPOSE 80 443 9001 514 25 465 8080 8081 8082 5432 6379 4369 5671 5672 25672',
      'CMD ["docassemble"]',
    ],
  };
  const older: Recipe = {
    name: 'app-docassemble-older',
    from: newest,
    lines: ['ENV STAND_IN_VERSION=1.10.7'],
  };
  return [
    { recipe: newest, references: ['jhpyle/docassemble:latest', 'jhpyle/docassemble:1.10.8'] },
    // Its makers have no such tags; a person may have an image of their own by one.
    { recipe: older, references: ['jhpyle/docassemble:1.10.7'] },
  ];
}

// Debian's own, under the names of the official images.
function mariadb(from: Recipe): AppImage {
  return {
    recipe: {
      name: 'app-mariadb',
      from,
      folder: 'mariadb',
      lines: [
        'RUN rm -rf /var/lib/mysql && install -d -o mysql -g mysql /var/lib/mysql',
        // MySQL's own names for the programs.
        'RUN [ -e /usr/bin/mysqladmin ] || ln -s mariadb-admin /usr/bin/mysqladmin',
        'COPY files/ /usr/local/bin/',
        'VOLUME /var/lib/mysql',
        'EXPOSE 3306',
        'ENTRYPOINT ["docker-entrypoint.sh"]',
      ],
    },
    references: ['library/mariadb:11.4', 'library/mysql:8.0'],
  };
}

function redis(setUp: string): AppImage {
  return {
    recipe: {
      name: 'app-redis',
      from: 'trixie',
      lines: [
        setUp,
        aptInstall('redis-server redis-tools'),
        'VOLUME /data',
        'WORKDIR /data',
        'EXPOSE 6379',
        // The official one is built without its protection against the open internet.
        'ENTRYPOINT ["sh", "-c", "exec \\"$@\\" --protected-mode no", "-"]',
        'CMD ["redis-server"]',
      ],
    },
    references: ['library/redis:7.4-alpine'],
  };
}

function postgresql(setUp: string): AppImage {
  return {
    recipe: {
      name: 'app-postgresql',
      from: 'trixie',
      folder: 'postgresql',
      lines: [
        setUp,
        aptInstall('postgresql-17'),
        'ENV PATH=/usr/lib/postgresql/17/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        'RUN rm -rf /var/lib/postgresql/17 /etc/postgresql/17',
        'COPY files/ /usr/local/bin/',
        'VOLUME /var/lib/postgresql/data',
        'EXPOSE 5432',
        'STOPSIGNAL SIGINT',
        'ENTRYPOINT ["docker-entrypoint.sh"]',
      ],
    },
    references: ['library/postgres:17'],
  };
}

/** The apps with one file each: what they share, and a program for each. */
function catalogue(base: Recipe): AppImage[] {
  const from: Recipe = {
    name: 'app-catalogue',
    folder: 'catalogue',
    from: base,
    lines: [
      aptInstall('python3-pymysql'),
      'COPY files/ /stand-in/',
      'ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1',
    ],
  };
  const image = (name: string, reference: string, ...lines: string[]): AppImage => ({
    recipe: { name: `app-${name}`, from, lines: [...lines, `CMD ["/stand-in/${name}"]`] },
    references: [reference],
  });
  return [
    image('vaultwarden', 'vaultwarden/server:1.37.3', 'VOLUME /data', 'EXPOSE 80'),
    image(
      'rstudio',
      'rocker/rstudio:4.6.1',
      'RUN mkdir -p /home/rstudio /usr/local/lib/R/site-library/docopt \\',
      ' && ln -s /stand-in/rstudio /usr/local/bin/rstudio-server',
      'EXPOSE 8787',
    ),
    image(
      'nextcloud',
      'library/nextcloud:34.0.3-apache',
      aptInstall('php-cli'),
      'RUN ln -s /stand-in/nextcloud /cron.sh && install -D /dev/null /var/spool/cron/crontabs/www-data',
      'VOLUME /var/www/html',
      'EXPOSE 80',
    ),
    image(
      'ghost',
      'library/ghost:6.63.0',
      aptInstall('nodejs'),
      'VOLUME /var/lib/ghost/content',
      'EXPOSE 2368',
    ),
    image(
      'limesurvey',
      'martialblog/limesurvey:6.17.18-260831-apache',
      'RUN install -d -o www-data -g www-data /var/www/html/upload',
      'USER www-data',
      'EXPOSE 8080',
    ),
  ];
}

// Keeps nothing; 9 never becomes ready.
function plain(from: Recipe): AppImage[] {
  return ['1', '2', '3', '9'].map((version) => ({
    recipe: {
      name: `app-plain-${version}`,
      folder: 'plain',
      from,
      lines: [
        'COPY files/plain /usr/local/bin/plain',
        `ENV PLAIN_VERSION=${version}`,
        'EXPOSE 8080',
        'CMD ["python3", "/usr/local/bin/plain"]',
      ],
    },
    references: [`example/plain:${version}`],
  }));
}

function hello(from: Recipe): AppImage[] {
  const versions = ['1', '2'].map((version) => ({
    recipe: {
      name: `app-hello-${version}`,
      folder: 'hello',
      from,
      lines: [
        'COPY files/hello /usr/local/bin/hello',
        `ENV HELLO_VERSION=${version}`,
        'VOLUME /data',
        'EXPOSE 8080',
        'CMD ["hello"]',
      ],
    },
    references: [
      `example/hello:${version}`,
      version === '2' ? 'example/hello:latest' : 'example/fickle:1',
    ],
  }));
  const broken = {
    recipe: {
      name: 'app-broken',
      folder: 'broken',
      from,
      lines: ['COPY files/broken /usr/local/bin/', 'CMD ["broken"]'],
    },
    references: ['example/broken:1', 'example/broken:latest', 'example/fickle:2'],
  };
  return [...versions, broken];
}
