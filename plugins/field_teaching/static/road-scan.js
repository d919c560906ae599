// Badges read by the camera; the reader is loaded when somebody asks for it, and works without a signal.

import { FILES } from "../js/shelves.js";

let reading = null;

// The files of the reader are put by while there is a signal: the first press may come in a tunnel.
export async function fetchAhead(urls) {
  if (!self.caches) return;
  const files = await caches.open(FILES);
  for (const url of urls) if (!await files.match(url)) await files.add(url).catch(() => undefined);
}

function loadReader(script, wasm) {
  reading ??= new Promise((resolve, reject) => {
    const tag = document.createElement("script");
    tag.src = script;
    tag.onload = () => {
      self.ZXingWASM.prepareZXingModule({ overrides: { locateFile: () => wasm } });
      resolve(self.ZXingWASM.readBarcodes);
    };
    tag.onerror = () => { reading = null; reject(new Error("reader")); };
    document.head.append(tag);
  });
  return reading;
}

// The parts of what a QR says, each as the roster marks it: SHA-256, the first 16 digits.
export async function marksOf(text) {
  const parts = text.split(/[/?#&=]+/).filter((one) => one.length >= 8);
  return Promise.all(parts.map(async (part) => {
    const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(part)));
    return [...bytes].slice(0, 8).map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }));
}

// Shows the camera in `video` and calls `found(text)` for each code, until the returned function is called.
export async function startScan(video, { script, wasm }, found) {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  let open = true;
  const stop = () => { open = false; for (const track of stream.getTracks()) track.stop(); };
  video.srcObject = stream;
  try {
    const [read] = await Promise.all([loadReader(script, wasm), video.play()]);
    look(read, video, () => open, found);
  } catch (error) {
    stop();
    throw error;
  }
  return stop;
}

async function look(read, video, isOpen, found) {
  const canvas = document.createElement("canvas");
  while (isOpen()) {
    if (video.videoWidth) {
      const scale = Math.min(1, 960 / video.videoWidth);
      canvas.width = video.videoWidth * scale;
      canvas.height = video.videoHeight * scale;
      const pen = canvas.getContext("2d", { willReadFrequently: true });
      pen.drawImage(video, 0, 0, canvas.width, canvas.height);
      const picture = pen.getImageData(0, 0, canvas.width, canvas.height);
      const codes = await read(picture, { formats: ["QRCode"], maxNumberOfSymbols: 4 }).catch(() => []);
      for (const code of codes) if (isOpen() && code.text) await found(code.text);
    }
    await new Promise((resolve) => { setTimeout(resolve, 120); });
  }
}
