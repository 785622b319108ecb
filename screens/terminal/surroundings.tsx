import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from 'react';
import { paint, type Role, type Theme } from '../theme.ts';
import type { Keyboard, KeyHandler, Layer } from './keyboard.ts';
import type { Painter, Size } from './painter.ts';

interface Surroundings {
  readonly keyboard: Keyboard;
  readonly theme: Theme;
  readonly size: Size;
}

const Context = createContext<Surroundings | undefined>(undefined);

export interface SurroundingsProps {
  readonly keyboard: Keyboard;
  readonly painter: Painter;
  readonly theme: Theme;
  readonly children: ReactNode;
}

/** Gives the screens their keyboard, size and theme, and tells the keyboard when a key was taken in. */
export function SurroundingsProvider({ keyboard, painter, theme, children }: SurroundingsProps) {
  const [size, setSize] = useState(painter.size);
  const [taken, setTaken] = useState(0);
  useEffect(() => {
    painter.on('size', setSize);
    return () => void painter.off('size', setSize);
  }, [painter]);
  useEffect(() => keyboard.attach(() => setTaken((count) => count + 1)), [keyboard]);
  // Effects of the screens below run before this one: their handlers are up to date by now.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each taken key must lead here.
  useEffect(() => keyboard.ready(), [keyboard, taken]);
  return <Context value={{ keyboard, theme, size }}>{children}</Context>;
}

function useSurroundings(): Surroundings {
  const surroundings = useContext(Context);
  if (surroundings === undefined)
    throw new Error('A screen was drawn outside of its surroundings.');
  return surroundings;
}

/** How large the terminal is, at every change of that. */
export function useSize(): Size {
  return useSurroundings().size;
}

/** Colours for what a text is there for, as far as the terminal has any. */
export function usePaint(): (role: Role, text: string) => string {
  const { theme } = useSurroundings();
  return (role, text) => paint(theme, role, text);
}

/** Takes keys while the component is on the screen. Return true for keys that are used. */
export function useKeys(layer: Layer, handle: KeyHandler): void {
  const { keyboard } = useSurroundings();
  const latest = useRef(handle);
  useEffect(() => {
    latest.current = handle;
  });
  useEffect(() => keyboard.handle(layer, (key) => latest.current(key)), [keyboard, layer]);
}
