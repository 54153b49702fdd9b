import { type Browser, chromium } from 'playwright-core'

/** A graphics card in software, so that webgl and webgpu run on any machine. */
const software = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan',
  '--use-vulkan=swiftshader',
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
]

/** Starts Chromium without a window. `--no-sandbox`: build machines run as root and load only our own pages. */
export function launchChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-dev-shm-usage', ...software],
  })
}
