import type { DeadLetter, NamedKey } from "../api/answers.ts";
import { letterName } from "../model/letter-words.ts";
import { printable } from "../model/printable.ts";
import { reasonWords } from "../model/reasons.ts";
import { fullTime } from "../model/time.ts";
import { formatBytes, formatCount } from "../model/words.ts";
import { Dialog } from "./dialog.tsx";

type LetterDialogProps = {
  readonly letter: DeadLetter;
  readonly onKey: (name: NamedKey) => void;
  readonly onClose: () => void;
};

/** Everything of one letter but its value, which may be personal: that comes by the download. */
export function LetterDialog({ letter, onKey, onClose }: LetterDialogProps) {
  const { namespace, key } = letter;
  const inspect =
    namespace === undefined || key === undefined ? undefined : (
      <button
        type="button"
        onClick={() => {
          onClose();
          onKey({ namespace, key });
        }}
      >
        Inspect key
      </button>
    );
  return (
    <Dialog title="Dead letter" onClose={onClose} actions={inspect}>
      <dl class="facts">
        <Fact name="Key" value={letterName(letter)} />
        <Fact name="Namespace" value={printable(namespace ?? "–")} />
        <Fact name="Operation" value={letter.op ?? "–"} />
        <Fact name="Reason" value={`${letter.reason}. ${reasonWords(letter.reason)}`} />
        <Fact name="Detail" value={printable(letter.detail)} />
        <Fact name="Failures" value={formatCount(letter.failures)} />
        <Fact name="First seen" value={fullTime(letter.firstSeenAt)} />
        <Fact name="Last seen" value={fullTime(letter.lastSeenAt)} />
        <Fact name="Size" value={formatBytes(letter.sizeBytes)} />
        <Fact name="Version" value={letter.version ?? "–"} />
        <Fact name="Id" value={printable(letter.id)} />
      </dl>
    </Dialog>
  );
}

const Fact = ({ name, value }: { readonly name: string; readonly value: string }) => (
  <>
    <dt>{name}</dt>
    <dd>
      <bdi>{value}</bdi>
    </dd>
  </>
);
