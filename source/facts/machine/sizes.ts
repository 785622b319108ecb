/** "2 GB" as it is sold and written on a bill: to the nearest half below 8, whole above. */
export function memorySize(megabytes: number): string {
  if (megabytes < 900) return `${Math.round(megabytes / 128) * 128} MB`;
  const gigabytes = megabytes / 1024;
  return `${gigabytes < 8 ? Math.round(gigabytes * 2) / 2 : Math.round(gigabytes)} GB`;
}

/** "9.4 GB", rounded down: nobody is promised space that is not there. */
export function diskSize(megabytes: number): string {
  if (megabytes < 1024) return `${Math.floor(megabytes)} MB`;
  const gigabytes = megabytes / 1024;
  return `${gigabytes < 10 ? Math.floor(gigabytes * 10) / 10 : Math.floor(gigabytes)} GB`;
}
