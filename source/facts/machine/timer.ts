import type { HowOften } from '../../distributions/distribution.ts';
import { periodicFolder } from '../../distributions/services.ts';
import { type ShellCommand, sh } from '../../shell.ts';

/** Whether something starts a job of ours again and again: a timer of systemd, or cron. */
export type TimerState = 'active' | 'inactive';

/** For a probe: prints one line about the timer of a job, for `readTimer`. */
export function askTimer(job: string, often: HowOften): ShellCommand {
  const unit = `${job}.timer`;
  return sh`
    if [ -d /run/systemd/system ]; then
      echo "timer $(systemctl is-active ${unit} 2>/dev/null) $(systemctl is-enabled ${unit} 2>/dev/null)"
    elif [ -x ${`${periodicFolder(often)}/${job}`} ] && rc-service crond status >/dev/null 2>&1; then
      echo 'timer active enabled'
    fi
  `;
}

/** Reads what systemd shows of a timer. */
export function readTimer(text: string): TimerState {
  return /^timer active enabled$/m.test(text) ? 'active' : 'inactive';
}
