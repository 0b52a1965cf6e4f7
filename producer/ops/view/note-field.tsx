/** Why, for the audit. */
export const NoteField = ({ onNote }: { readonly onNote: (note: string) => void }) => (
  <label>
    Note for the audit (optional)
    <input
      type="text"
      maxLength={500}
      onInput={({ currentTarget }) => onNote(currentTarget.value)}
    />
  </label>
);
