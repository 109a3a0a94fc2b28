// binfmt registers QEMU's user-mode emulators with the kernel and says what the machine can run then: the command line,
// the JSON on standard output, the log on standard error and the exit code (always 0) of the image tonistiigi/binfmt,
// where that one can't be had. https://github.com/tonistiigi/binfmt
package main

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"log"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"

	"github.com/containerd/platforms"
	"github.com/moby/buildkit/util/archutil"
)

// An emulator's name at QEMU's, and what the kernel knows its programs by: ELF class, byte order and e_machine.
type emulator struct {
	name    string
	bits    int
	order   binary.ByteOrder
	machine uint16
}

// By Go's architectures. https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html
var emulators = map[string]emulator{
	"386":      {"qemu-i386", 32, binary.LittleEndian, 3},
	"amd64":    {"qemu-x86_64", 64, binary.LittleEndian, 62},
	"arm":      {"qemu-arm", 32, binary.LittleEndian, 40},
	"arm64":    {"qemu-aarch64", 64, binary.LittleEndian, 183},
	"loong64":  {"qemu-loongarch64", 64, binary.LittleEndian, 258},
	"mips64":   {"qemu-mips64", 64, binary.BigEndian, 8},
	"mips64le": {"qemu-mips64el", 64, binary.LittleEndian, 8},
	"ppc64le":  {"qemu-ppc64le", 64, binary.LittleEndian, 21},
	"riscv64":  {"qemu-riscv64", 64, binary.LittleEndian, 243},
	"s390x":    {"qemu-s390x", 64, binary.BigEndian, 22},
}

var (
	mount     = flag.String("mount", "/proc/sys/fs/binfmt_misc", "binfmt_misc mount point")
	install   = flag.String("install", "", "architectures to install, or all")
	uninstall = flag.String("uninstall", "", "architectures to uninstall")
	version   = flag.Bool("version", false, "display version")
)

func main() {
	log.SetFlags(0)
	flag.Parse()
	// What was found before an emulator was registered holds no longer.
	archutil.CacheMaxAge = 0
	if err := run(); err != nil {
		log.Printf("error: %v", err)
	}
}

func run() error {
	if *version {
		log.Printf("binfmt/lab qemu/%s go/%s", qemuVersion(), strings.TrimPrefix(runtime.Version(), "go"))
		return nil
	}
	if _, err := os.Stat(filepath.Join(*mount, "status")); err != nil {
		if err := syscall.Mount("binfmt_misc", *mount, "binfmt_misc", 0, ""); err != nil {
			return fmt.Errorf("cannot mount binfmt_misc at %s: %w", *mount, err)
		}
		defer func() { _ = syscall.Unmount(*mount, 0) }()
	}
	for _, name := range list(*uninstall) {
		report("uninstalling", name, remove(name))
	}
	names := list(*install)
	if *install == "all" {
		names = missing()
	}
	for _, name := range names {
		report("installing", architecture(name), register(architecture(name)))
	}
	return printStatus()
}

func list(value string) []string {
	return strings.FieldsFunc(value, func(r rune) bool { return r == ',' })
}

func report(what, name string, err error) {
	if err != nil {
		log.Printf("%s: %s %v", what, name, err)
		return
	}
	log.Printf("%s: %s OK", what, name)
}

// architecture returns Go's name for what the user wrote: arm64, aarch64 or linux/arm64.
func architecture(name string) string {
	if platform, err := platforms.Parse(name); err == nil {
		return platform.Architecture
	}
	return name
}

// missing returns the architectures that the machine does not run and this image has an emulator for.
func missing() []string {
	var names []string
	runs := supported()
	for name, emulator := range emulators {
		isRun := slices.ContainsFunc(runs, func(platform string) bool { return strings.Split(platform, "/")[1] == name })
		if _, err := os.Stat(program(emulator)); err == nil && !isRun {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func program(emulator emulator) string { return path.Join("/usr/bin", emulator.name) }

func register(name string) error {
	emulator, ok := emulators[name]
	if !ok {
		return fmt.Errorf("unsupported architecture: %s", name)
	}
	// C: with the credentials of the program that is run; F: opened now, so that it works where the file is not.
	flags := "CF"
	if os.Getenv("QEMU_PRESERVE_ARGV0") != "" {
		flags += "P"
	}
	magic, mask := pattern(emulator)
	line := fmt.Sprintf(":%s:M:0:%s:%s:%s:%s", emulator.name, magic, mask, program(emulator), flags)
	err := write(filepath.Join(*mount, "register"), line)
	if errors.Is(err, syscall.EEXIST) {
		return fmt.Errorf("%s already registered", emulator.name)
	}
	return err
}

// pattern returns the start of the ELF header of an executable (fixed or position-independent, of any OS ABI), and which
// of its bits count, as binfmt_misc reads them. https://docs.kernel.org/admin-guide/binfmt-misc.html
func pattern(emulator emulator) (magic, mask string) {
	header, bits := make([]byte, 20), make([]byte, 20)
	copy(header, "\x7fELF")
	header[4] = byte(emulator.bits / 32)
	header[5] = 1
	if emulator.order == binary.BigEndian {
		header[5] = 2
	}
	header[6] = 1
	emulator.order.PutUint16(header[16:], 2)
	emulator.order.PutUint16(header[18:], emulator.machine)
	for i := range bits {
		bits[i] = 0xff
	}
	bits[7] = 0
	emulator.order.PutUint16(bits[16:], 0xfffe)
	return escape(header), escape(bits)
}

func escape(data []byte) string {
	var text strings.Builder
	for _, b := range data {
		fmt.Fprintf(&text, `\x%02x`, b)
	}
	return text.String()
}

// remove takes away the entries that an architecture, an entry's name or a pattern of such names stands for.
func remove(name string) error {
	patterns := []string{name, "qemu-" + name}
	if emulator, ok := emulators[architecture(name)]; ok {
		patterns = append(patterns, emulator.name)
	}
	entries, err := handlers()
	if err != nil {
		return err
	}
	removed := false
	for _, entry := range entries {
		matches := func(pattern string) bool { ok, _ := path.Match(pattern, entry); return ok }
		if !slices.ContainsFunc(patterns, matches) {
			continue
		}
		if err := write(filepath.Join(*mount, entry), "-1"); err != nil {
			return err
		}
		removed = true
	}
	if !removed {
		return errors.New("not found")
	}
	return nil
}

// write writes to a file of binfmt_misc, which can't be created or truncated.
func write(file, text string) error {
	handle, err := os.OpenFile(file, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = handle.WriteString(text)
	return errors.Join(err, handle.Close())
}

func handlers() ([]string, error) {
	files, err := os.ReadDir(*mount)
	files = slices.DeleteFunc(files, func(file fs.DirEntry) bool { return file.Name() == "register" || file.Name() == "status" })
	names := make([]string, len(files))
	for i, file := range files {
		names[i] = file.Name()
	}
	return names, err
}

func printStatus() error {
	names, err := handlers()
	if err != nil {
		return err
	}
	var enabled []string
	for _, name := range names {
		text, err := os.ReadFile(filepath.Join(*mount, name))
		if err != nil {
			return err
		}
		if strings.HasPrefix(string(text), "enabled") {
			enabled = append(enabled, name)
		}
	}
	status := struct {
		Supported []string `json:"supported"`
		Emulators []string `json:"emulators"`
	}{supported(), enabled}
	text, err := json.MarshalIndent(status, "", "  ")
	if err != nil {
		return err
	}
	fmt.Printf("%s\n", text)
	return nil
}

// supported returns the platforms that the machine runs programs of; each is tried.
func supported() []string {
	var names []string
	for _, platform := range archutil.SupportedPlatforms(true) {
		names = append(names, platforms.FormatAll(platforms.Normalize(platform)))
	}
	return names
}

// qemuVersion asks the first emulator that is there: "qemu-aarch64 version 7.2.22 (Debian 1:7.2+dfsg-7+deb12u18)".
func qemuVersion() string {
	for _, emulator := range emulators {
		output, err := exec.Command(program(emulator), "--version").Output()
		if _, rest, ok := strings.Cut(string(output), " version "); err == nil && ok {
			return strings.Fields(rest)[0]
		}
	}
	return "none"
}
