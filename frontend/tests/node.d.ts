// The little of node that the tests use; its full types would be one more package.
declare module "node:test" {
  export default function test(name: string, body: () => void | Promise<void>): void;
}
declare module "node:assert/strict" {
  interface Assert {
    equal(actual: unknown, expected: unknown, message?: string): void;
    deepEqual(actual: unknown, expected: unknown, message?: string): void;
    ok(value: unknown, message?: string): asserts value;
    throws(body: () => unknown, expected?: (error: never) => boolean): void;
    rejects(body: () => Promise<unknown>, expected?: (error: never) => boolean): Promise<void>;
    notEqual(actual: unknown, expected: unknown, message?: string): void;
  }
  const assert: Assert;
  export default assert;
}
declare module "node:fs" {
  export function readFileSync(path: string): Uint8Array;
}
declare const process: { env: Record<string, string | undefined> };
