// Before they are sent, pictures are made smaller and shown. Where that fails, they go as they are.
const LONGEST = 1600;
const LIGHT = 400_000;

async function drawn(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  const pen = canvas.getContext("2d");
  pen.fillStyle = "white";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return canvas;
}

function replace(input, file, blob) {
  const chosen = new DataTransfer();
  chosen.items.add(new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: blob.type }));
  input.files = chosen.files;
}

async function shrink(input) {
  const place = input.closest(".place");
  place.querySelector(".place__preview")?.remove();
  const [file] = input.files;
  if (!file || !input.accept.split(",").includes(file.type)) return;
  const canvas = await drawn(file);
  if (input.files[0] !== file) return;
  canvas.className = "place__preview";
  canvas.ariaHidden = "true";
  place.querySelector(".place__body").prepend(canvas);
  if (file.size <= LIGHT) return;
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.88));
  if (blob && blob.size < file.size && input.files[0] === file) replace(input, file, blob);
}

for (const input of document.querySelectorAll(".place input[type=file]")) {
  input.addEventListener("change", () => shrink(input).catch(() => {}));
}
