import { readFileSync } from "node:fs";
import { WordList } from "../src/words.ts";

interface Vectors {
  org: string;
  origin: string;
  challenge: string;
  list_sha256: string;
  cards: {
    indices: number[];
    check: number;
    words: string[];
    numbers: string[];
    qr: string;
    root: string;
    seeds: { signin: string; act: string; age: string };
    office: { mandate: string; seed: string; public: string; statement: string; possession: string };
    public: { signin: string; act: string; age: string };
  }[];
  readable: { text: string; indices: number[] }[];
  mistyped: { text: string; code: string; number: number }[];
  messages: {
    old_card: number[];
    card: number[];
    signin: Record<string, string>;
    register: Record<string, string>;
    rotate: Record<string, string>;
  };
  disputed_message: string;
  disputed_signatures: { name: string; public: string; signature: string; refused_at: string }[];
  public_keys: Record<string, boolean>;
  sealing_keys: Record<string, boolean>;
}

const root = process.env["GROUNDSWELL_ROOT"] ?? "../";

export const listBytes = readFileSync(`${root}packages/scrutiny/src/scrutiny/identity/words_en.txt`);
export const english = WordList.english(listBytes);
export const vectors: Vectors = JSON.parse(
  new TextDecoder().decode(readFileSync(`${root}docs/protocol/vectors/member-keys.json`)),
);
export const hex = (text: string) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
