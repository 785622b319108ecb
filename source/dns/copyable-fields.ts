import type { RecordForm } from './company.ts';
import { quotedText } from './providers/text-value.ts';
import { relativeName } from './relative-name.ts';

/** A field of a company's form, and what to paste into it. */
export interface CopyableField {
  readonly label: string;
  /** '' where it stays empty. */
  readonly value: string;
}

/** A record as it is typed into a company's form, field by field. */
export function copyableFields(
  form: RecordForm,
  record: {
    readonly type: 'A' | 'AAAA' | 'TXT' | 'CNAME';
    readonly name: string;
    readonly value: string;
  },
  zone: string,
): readonly CopyableField[] {
  const { type, name, value } = record;
  const relative = relativeName(name, zone);
  const typed = relative === '@' ? form.itself : relative;
  const isText = type === 'TXT';
  return [
    { label: form.type, value: type },
    { label: form.name, value: form.wants === 'whole' ? name : typed },
    {
      label: isText ? (form.text ?? form.value) : form.value,
      value: isText && form.quoted ? quotedText(value) : value,
    },
  ];
}
