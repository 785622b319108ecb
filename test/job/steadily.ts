import { setTimeout as pause } from 'node:timers/promises';

/** Visits one after another until it is told to end. Without a pause they would take the servers' own time. */
export function steadily(visit: () => Promise<readonly { readonly status: number }[]>) {
  const failed: unknown[] = [];
  let [count, going] = [0, true];
  const over = (async () => {
    while (going) {
      count += 1;
      try {
        const pages = await visit();
        failed.push(...pages.filter(({ status }) => status !== 200));
      } catch (error) {
        failed.push(String(error));
      }
      await pause(50);
    }
  })();
  return {
    async end() {
      going = false;
      await over;
      return { count, failed };
    },
  };
}
