import { describe, expect, it } from 'vitest';
import { distributionFinding } from '../../source/distributions/finding.ts';
import { distributionOf, distributions } from '../../source/distributions/index.ts';
import { type Sample, systemOf } from './os-release.ts';

describe('a server that can be set up', () => {
  it.each<[Sample, string]>([
    ['debian 12', 'debian'],
    ['debian 13', 'debian'],
    ['raspberry 64-bit', 'debian'],
    ['ubuntu 22.04', 'ubuntu'],
    ['ubuntu 24.04', 'ubuntu'],
    ['ubuntu 26.04', 'ubuntu'],
    ['amazon 2023', 'amzn'],
    ['fedora 44', 'fedora'],
    ['rhel 9', 'rhel'],
    ['rhel 10', 'rhel'],
    ['rocky 9', 'rocky'],
    ['rocky 10', 'rocky'],
    ['alma 9', 'almalinux'],
    ['alma 10', 'almalinux'],
    ['centos 9', 'centos'],
    ['centos 10', 'centos'],
    ['leap 16', 'opensuse-leap'],
    ['alpine 3.23', 'alpine'],
    ['alpine edge', 'alpine'],
    ['arch', 'arch'],
  ])('runs %s', (sample, id) => {
    for (const machine of ['x86_64', 'aarch64']) {
      const judged = distributionOf(systemOf(sample, machine));
      expect(judged.works && [judged.distribution.id, judged.warning]).toEqual([id, undefined]);
      expect(distributionFinding(systemOf(sample, machine)).status).toBe('good');
    }
  });

  it.each<[Sample, string, string]>([
    ['debian 11', 'debian', 'Debian 11 gets no security updates any more; Debian 13 does'],
    [
      'ubuntu 20.04',
      'ubuntu',
      'Ubuntu 20.04 gets security updates only with Ubuntu Pro; Ubuntu 26.04 gets them anyway',
    ],
    [
      'leap 15.6',
      'opensuse-leap',
      'openSUSE Leap 15.6 gets no security updates any more; Leap 16 does',
    ],
    ['alpine 3.20', 'alpine', 'Alpine 3.20.3 gets no security updates any more; 3.22 and newer do'],
    [
      'mint 22',
      'ubuntu',
      'Docker is not tested on Linux Mint 22.3; it takes the packages for Ubuntu',
    ],
    [
      'pop 24.04',
      'ubuntu',
      'Docker is not tested on Pop!_OS 24.04 LTS; it takes the packages for Ubuntu',
    ],
    ['lmde 7', 'debian', 'Docker is not tested on LMDE 7 (gigi); it takes the packages for Debian'],
  ])('but %s is set up with a warning', (sample, id, warning) => {
    const judged = distributionOf(systemOf(sample));
    expect(judged.works && [judged.distribution.id, judged.warning]).toEqual([id, warning]);
    expect(distributionFinding(systemOf(sample))).toMatchObject({
      status: 'warning',
      note: warning,
    });
  });
});

describe('a server that cannot be set up', () => {
  it.each<[Sample, string]>([
    ['debian 10', 'This is Debian 10. Debian 11, 12 and 13 work; 13 is best.'],
    ['debian testing', 'This is Debian testing. Debian 11, 12 and 13 work; 13 is best.'],
    [
      'ubuntu 18.04',
      'This is Ubuntu 18.04. Ubuntu 20.04, 22.04, 24.04 and 26.04 work; 26.04 is best.',
    ],
    [
      'ubuntu 25.10',
      'This is Ubuntu 25.10. Ubuntu 20.04, 22.04, 24.04 and 26.04 work; 26.04 is best.',
    ],
    ['amazon 2', 'This is Amazon Linux 2. Amazon Linux 2023 works.'],
    ['fedora 42', 'This is Fedora 42. Fedora 43 and 44 work.'],
    [
      'rhel 8',
      'This is Red Hat Enterprise Linux 8.10 (Ootpa). Red Hat Enterprise Linux 9 and 10 work.',
    ],
    ['centos 7', 'This is CentOS Linux 7 (Core). CentOS Stream 9 and 10 work.'],
    ['leap 15.5', 'This is openSUSE Leap 15.5. Leap 15.6 and 16 work; 16 is best.'],
    ['alpine 3.17', 'This is Alpine 3.17.10. Alpine 3.22 and newer work best, 3.18 at least.'],
    ['mint 19', 'This server runs Linux Mint 19.3. Ubuntu works, and is the nearest.'],
    ['kali', 'This server runs Kali GNU/Linux Rolling. Debian works, and is the nearest.'],
    [
      'raspberry 32-bit',
      'This server runs Raspbian GNU/Linux 12 (bookworm). Debian works, and is the nearest.',
    ],
    [
      'oracle 9',
      'This server runs Oracle Linux Server 9.5. Rocky Linux works, and is the nearest.',
    ],
    [
      'tumbleweed',
      'This server runs openSUSE Tumbleweed. openSUSE Leap works, and is the nearest.',
    ],
    [
      'sles 15',
      'This server runs SUSE Linux Enterprise Server 15 SP7. openSUSE Leap works, and is the nearest.',
    ],
    ['manjaro', 'This server runs Manjaro Linux. Arch Linux works, and is the nearest.'],
    [
      'void',
      'This server runs Void Linux. Debian, Ubuntu, Amazon Linux, Fedora, Red Hat Enterprise Linux, Rocky Linux, AlmaLinux, CentOS Stream, openSUSE Leap, Alpine and Arch Linux work.',
    ],
  ])('runs %s: refused with the nearest that works', (sample, why) => {
    expect(distributionOf(systemOf(sample))).toEqual({ works: false, why });
    expect(distributionFinding(systemOf(sample))).toMatchObject({ status: 'stops', note: why });
  });

  it('has a processor that no image is made for, whatever it runs', () => {
    expect(distributionFinding(systemOf('debian 12', 'armhf'))).toMatchObject({
      status: 'stops',
      text: 'Debian 12, 2 cores',
      note: 'needs a 64-bit Intel, AMD or ARM processor and a 64-bit system on it',
    });
  });
});

describe('the collection of distributions', () => {
  it('has each os-release ID once, as itself or as kin', () => {
    const ids = distributions.flatMap(({ id, kin = [] }) => [id, ...kin]);
    expect(ids).toEqual([...new Set(ids)]);
  });
});
