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
  const tellClosed = useRef(onClose);
  tellClosed.current = onClose;
  const id = useId();
  useLayoutEffect(() => {
    const dialog = element.current;
    // The browser tells of a close in a later task: told after the end, it would close the next dialog.
    const tell = () => tellClosed.current();
    dialog?.addEventListener("close", tell);
    dialog?.showModal();
    // The focus may be on a button below a long text, which is read from its beginning.
    dialog?.scrollTo(0, 0);
    return () => {
      dialog?.removeEventListener("close", tell);
      dialog?.close();
    };
  }, []);
  return (
    <dialog
      ref={element}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <h2 id={id}>{title}</h2>
      {children}
      <div class="buttons">
        {actions}
        <button type="button" onClick={onClose}>
          {closeWords}
        </button>
      </div>
    </dialog>
  );
}
