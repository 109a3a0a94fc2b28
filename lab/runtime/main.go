// An OCI runtime that is runc, save that it asks for no capability that this machine does not have.
//
// runc refuses a container whose capabilities are not all in the machine's bounding set, and `docker run --privileged`
// asks for every capability that there is. Some virtual machines go without CAP_SYS_RESOURCE.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// In the order of their bits: https://github.com/torvalds/linux/blob/master/include/uapi/linux/capability.h
var capabilities = strings.Fields(`CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP
	LINUX_IMMUTABLE NET_BIND_SERVICE NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT
	SYS_PTRACE SYS_PACCT SYS_ADMIN SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE
	AUDIT_CONTROL SETFCAP MAC_OVERRIDE MAC_ADMIN SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON BPF
	CHECKPOINT_RESTORE`)

func main() {
	if err := run(); err != nil {
		fmt.Fprintf(os.Stderr, "oci-runtime: %v\n", err)
		os.Exit(1)
	}
}

func run() error {
	runc, err := exec.LookPath("runc")
	if err != nil {
		return err
	}
	if file, path := document(os.Args[1:]); file != "" {
		if err := edit(file, path); err != nil {
			return err
		}
	}
	return syscall.Exec(runc, append([]string{"runc"}, os.Args[1:]...), os.Environ())
}

// document returns the JSON file that this call of runc reads a process from, and the path of the process in it.
func document(args []string) (file string, path []string) {
	for i, arg := range args {
		switch arg {
		case "create", "run", "restore":
			return filepath.Join(option(args[i:], "bundle", "b"), "config.json"), []string{"process"}
		case "exec":
			return option(args[i:], "process", "p"), nil
		}
	}
	return "", nil
}

// option returns the value of --long VALUE, --long=VALUE or -short VALUE.
func option(args []string, long, short string) string {
	for i, arg := range args {
		if value, ok := strings.CutPrefix(arg, "--"+long+"="); ok {
			return value
		}
		if (arg == "--"+long || arg == "-"+short) && i+1 < len(args) {
			return args[i+1]
		}
	}
	return ""
}

func edit(file string, path []string) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	document := map[string]any{}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	if err := decoder.Decode(&document); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	process := document
	for _, key := range path {
		process, _ = process[key].(map[string]any)
	}
	sets, _ := process["capabilities"].(map[string]any)
	if len(sets) == 0 {
		return nil
	}
	bounding, err := boundingSet()
	if err != nil {
		return err
	}
	for name, set := range sets {
		kept := []any{}
		names, _ := set.([]any)
		for _, capability := range names {
			if bounding[fmt.Sprint(capability)] {
				kept = append(kept, capability)
			}
		}
		sets[name] = kept
	}
	data, err = json.Marshal(document)
	if err != nil {
		return err
	}
	return os.WriteFile(file, data, 0o600)
}

func boundingSet() (map[string]bool, error) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return nil, err
	}
	_, rest, _ := strings.Cut(string(status), "CapBnd:")
	line, _, _ := strings.Cut(rest, "\n")
	bits, err := strconv.ParseUint(strings.TrimSpace(line), 16, 64)
	if err != nil {
		return nil, err
	}
	set := map[string]bool{}
	for bit, name := range capabilities {
		set["CAP_"+name] = bits&(1<<bit) != 0
	}
	return set, nil
}
