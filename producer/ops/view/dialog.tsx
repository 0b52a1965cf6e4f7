import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";

type DialogProps = {
  readonly title: string;
  /** What the button that does nothing says. */
  readonly closeWords?: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
  /** Further buttons, before the one that closes. */
  readonly actions?: ComponentChildren;
};

/** A modal dialog: the browser keeps the focus in it, closes it on Escape and gives focus back. */
export function Dialog({ title, closeWords = "Close", onClose, children, actions }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    const dialog = element.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog ref={element} aria-labelledby={id} onClose={onClose}>
      <h2 id={id}>{title}</h2>
      {children}
      <div class="buttons">
        {actions}
        <button type="button" onClick={() => element.current?.close()}>
          {closeWords}
        </button>
      </div>
    </dialog>
  );
}
