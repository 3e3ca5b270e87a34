@rem Called by build.cmd and mem.cmd, which stand in the repository's root: finds a JDK 25 and sets JAVA_HOME, or says in one sentence what is missing.
chcp 65001 > nul
for %%H in ("%JDK25_HOME%" "%JAVA_HOME%") do call :try "%%~H" && exit /b 0
for %%D in ("%ProgramFiles%\Eclipse Adoptium" "%ProgramFiles%\Java" "%ProgramFiles%\Microsoft" "%ProgramFiles%\Zulu" "%ProgramFiles%\Amazon Corretto" "%ProgramFiles%\BellSoft" "%ProgramFiles%\Semeru" "%LOCALAPPDATA%\Programs\Eclipse Adoptium" "%USERPROFILE%\.jdks" "%USERPROFILE%\scoop\apps") do (
  if exist "%%~D" for /d %%H in ("%%~D\*") do (
    call :try "%%~H" && exit /b 0
    call :try "%%~H\current" && exit /b 0
  )
)
echo mem-agent needs a JDK 25 and found none: install one, or set JDK25_HOME to its folder. 1>&2
exit /b 2

:try
if "%~1"=="" exit /b 1
if not exist "%~1\bin\javac.exe" exit /b 1
if not exist "%~1\release" exit /b 1
findstr /b /r /c:"JAVA_VERSION=.25[.+-]" /c:"JAVA_VERSION=.25.$" "%~1\release" > nul || exit /b 1
set "JAVA_HOME=%~1"
exit /b 0
