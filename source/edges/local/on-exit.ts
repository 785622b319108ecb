const ends = new Set<() => void>();

/**
 * Has something done when this program exits; what it gives takes that back. All share one listener: each
 * connection wants some, and Node takes more than ten for a leak, and says so over the screen.
 */
export function onExit(end: () => void): () => void {
  if (ends.size === 0) process.on('exit', endAll);
  ends.add(end);
  return () => {
    ends.delete(end);
    if (ends.size === 0) process.off('exit', endAll);
  };
}

function endAll(): void {
  for (const end of [...ends]) end();
}
