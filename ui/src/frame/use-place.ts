/** The reader's place: the address after `#/`, remembered in the project file, so that a restart leads back to it. */
import { useEffect, useState } from 'react';
import { commands } from '../platform';
import { formatPlace, goTo, parsePlace } from './places';
import type { Place } from './places';

/** The place now. An address without one is the last place of the project file. */
export function usePlace(lastPlace: string | null): Place {
  const [place, setPlace] = useState<Place>(() => {
    const hash = window.location.hash;
    return parsePlace(hash.length > 2 ? hash : (lastPlace ?? ''));
  });

  useEffect(() => {
    const follow = () => setPlace(parsePlace(window.location.hash));
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }, []);

  const text = formatPlace(place);
  useEffect(() => {
    if (window.location.hash.length <= 2) goTo(parsePlace(text));
    window.scrollTo({ top: 0 });
    // Forgetting the place is no reason to disturb anyone.
    commands.remember_place({ place: text }).catch(() => null);
  }, [text]);

  return place;
}
