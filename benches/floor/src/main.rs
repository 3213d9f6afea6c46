//! The least that any reader must do: `floor read FOLDER` reads each file of a folder, `floor gz FILE` and
//! `floor zst FILE` unpack a file, and nothing is done with the bytes. Prints how many there were.

use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::Path;

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let bytes = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["read", folder] => read(Path::new(folder))?,
        ["gz", file] => drain(flate2::bufread::MultiGzDecoder::new(open(file)?))?,
        ["zst", file] => drain(zstd::Decoder::with_buffer(open(file)?)?)?,
        _ => return Err(io::Error::other("usage: floor read FOLDER | gz FILE | zst FILE")),
    };
    println!("{bytes}");
    Ok(())
}

fn read(folder: &Path) -> io::Result<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        bytes += match entry.file_type()?.is_dir() {
            true => read(&entry.path())?,
            false => fs::read(entry.path())?.len() as u64,
        };
    }
    Ok(bytes)
}

fn open(file: &str) -> io::Result<BufReader<File>> {
    Ok(BufReader::with_capacity(1 << 18, File::open(file)?))
}

fn drain(mut input: impl Read) -> io::Result<u64> {
    let mut buffer = vec![0; 1 << 18];
    let mut bytes = 0;
    loop {
        match input.read(&mut buffer)? {
            0 => return Ok(bytes),
            read => bytes += read as u64,
        }
    }
}
