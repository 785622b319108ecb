/** A name as seen from its zone: `study`, `@` for the zone itself; whole where it is not in the zone. */
export function relativeName(name: string, zone: string): string {
  if (name === zone) return '@';
  return zone !== '' && name.endsWith(`.${zone}`) ? name.slice(0, -zone.length - 1) : name;
}

/** The zone that holds a name: of those in or above which it lies, the longest. */
export function zoneHolding<Zone extends { readonly name: string }>(
  name: string,
  zones: readonly Zone[],
): Zone | null {
  const holding = zones.filter((zone) => name === zone.name || name.endsWith(`.${zone.name}`));
  return holding.sort((one, other) => other.name.length - one.name.length)[0] ?? null;
}
