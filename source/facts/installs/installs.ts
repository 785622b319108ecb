import { CONFIGURATION, RESERVED_INSTALLS } from '../../paths.ts';
import { sh } from '../../shell.ts';
import { type HostProbe, unreadable } from '../probe.ts';

/** Every folder of ours with a record in it. Printed whole lines only: a name may hold anything. */
export const installsProbe: HostProbe<'installs'> = {
  fact: 'installs',
  command: () => sh`
    [ -d ${CONFIGURATION} ] || exit 0
    cd ${CONFIGURATION} || exit 1
    for each in */install.json; do if [ -f "$each" ]; then echo "install $each"; fi; done
  `,
  parse: (reply, subject) => {
    // Not root: the names can be seen all the same, unless somebody closed the folder.
    if (reply.code !== 0) throw unreadable('installs', subject, reply);
    const names = [...reply.stdout.matchAll(/^install ([a-z0-9][a-z0-9-]*)\/install\.json$/gm)];
    return names.flatMap(([, name]) =>
      name === undefined || RESERVED_INSTALLS.includes(name) ? [] : [name],
    );
  },
};
