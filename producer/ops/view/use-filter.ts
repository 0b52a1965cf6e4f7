import { useCallback, useLayoutEffect, useState } from "preact/hooks";
import { filterSearch, type LetterFilter, readFilter } from "../model/letter-filter.ts";

/** The filter as it stands in the address; back and forward lead through its changes. */
export function useFilter(): readonly [LetterFilter, (filter: LetterFilter) => void] {
  const [filter, setFilter] = useState(() => readFilter(location.search));
  useLayoutEffect(() => {
    const read = () => setFilter(readFilter(location.search));
    addEventListener("popstate", read);
    return () => removeEventListener("popstate", read);
  }, []);
  const change = useCallback((next: LetterFilter) => {
    history.pushState(null, "", `${location.pathname}${filterSearch(next)}`);
    setFilter(next);
  }, []);
  return [filter, change];
}
