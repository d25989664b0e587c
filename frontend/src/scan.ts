/** Reading a card by camera: the browser's own detector where there is one, otherwise a decoder in the page. */

import decodeQR from "qr/decode.js";

type Look = (video: HTMLVideoElement) => Promise<string | undefined>;

const EVERY_MS = 250;
const LONGEST_SIDE = 720;

export function canScan(): boolean {
  return typeof navigator.mediaDevices?.getUserMedia === "function";
}

/** Calls `found` with each text read until that accepts one. Returns how to stop. Throws where there is no camera. */
export async function scan(video: HTMLVideoElement, found: (text: string) => boolean): Promise<() => void> {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  const look = (await detector()) ?? decoder();
  let going = true;
  const stop = () => {
    going = false;
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  };
  video.srcObject = stream;
  await video.play();
  const again = async () => {
    const text = going ? await look(video).catch(() => undefined) : undefined;
    if (text !== undefined && found(text)) stop();
    if (going) setTimeout(() => void again(), EVERY_MS);
  };
  void again();
  return stop;
}

interface NativeDetector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}

interface NativeDetectorClass {
  new (options: { formats: string[] }): NativeDetector;
  getSupportedFormats(): Promise<string[]>;
}

async function detector(): Promise<Look | undefined> {
  const Native = (globalThis as { BarcodeDetector?: NativeDetectorClass }).BarcodeDetector;
  const formats = await Native?.getSupportedFormats().catch((): string[] => []);
  if (!Native || !formats?.includes("qr_code")) return undefined;
  const native = new Native({ formats: ["qr_code"] });
  return async (video) => (await native.detect(video))[0]?.rawValue;
}

function decoder(): Look {
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  return async (video) => {
    const scale = Math.min(1, LONGEST_SIDE / Math.max(video.videoWidth, video.videoHeight, 1));
    const [width, height] = [Math.floor(video.videoWidth * scale), Math.floor(video.videoHeight * scale)];
    if (!context || !width || !height) return undefined;
    Object.assign(context.canvas, { width, height });
    context.drawImage(video, 0, 0, width, height);
    return decodeQR(context.getImageData(0, 0, width, height));
  };
}
